// Every model of board: one line each.
export { verdinImx8mm } from './verdin-imx8mm/verdin-imx8mm.ts';
export { verdinImx8mp } from './verdin-imx8mp/verdin-imx8mp.ts';
