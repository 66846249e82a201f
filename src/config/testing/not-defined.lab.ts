export default { boards: {} };
