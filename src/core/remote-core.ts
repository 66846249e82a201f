/** The words of /sys/class/remoteproc/remoteprocN/state (drivers/remoteproc/remoteproc_sysfs.c). */
export const remoteCoreStates = ['offline', 'suspended', 'running', 'crashed', 'attached', 'detached', 'invalid', 'deleted'] as const;
export type RemoteCoreState = (typeof remoteCoreStates)[number];
