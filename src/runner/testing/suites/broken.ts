import { scenario } from '#lab';

scenario('is never seen', {}, () => {});
throw new Error('this suite cannot be loaded');
