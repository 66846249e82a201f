const lab = { boards: {} } as unknown as { plug: { host: string } };

export default lab.plug.host;
