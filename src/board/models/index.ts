// Every model of board: one line each.
export { verdinImx8mp } from './verdin-imx8mp/verdin-imx8mp.ts';
