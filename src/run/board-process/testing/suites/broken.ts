import { scenario } from 'verdin-hil';

scenario('is never seen', {}, () => {});
throw new Error('this suite cannot be loaded');
