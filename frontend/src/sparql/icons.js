/** Shapes of this page, one path each on a 24 × 24 grid. */
export const ICONS = {
  run: "M7 4.5v15l12.5-7.5z",
  stop: "M6.5 6.5h11v11h-11z",
  share:
    "M10 14a4.5 4.5 0 0 0 6.4 0l3.2-3.2a4.5 4.5 0 0 0-6.4-6.4L12 5.6M14 10a4.5 4.5 0 0 0-6.4 0l-3.2 3.2a4.5 4.5 0 0 0 6.4 6.4L12 18.4",
  save: "M6 3.5h12v17l-6-4.5-6 4.5z",
  code: "M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5",
  sort: "M8 10l4-4 4 4M8 14l4 4 4-4",
  alert: "M12 3 22 20.5H2zM12 9.5v5M12 17.3v.1",
  cut: "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zM12 7v6M12 16.5v.1",
};
