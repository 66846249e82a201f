import { scenario } from '#lab';

scenario('is there twice', {}, () => {});
scenario('is there twice', {}, () => {});
