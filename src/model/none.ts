/** The pod, row, connection or node that is not there. */
export const NONE = -1;
