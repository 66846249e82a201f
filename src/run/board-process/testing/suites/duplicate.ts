import { scenario } from 'verdin-hil';

scenario('is there twice', {}, () => {});
scenario('is there twice', {}, () => {});
