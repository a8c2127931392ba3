/** What the build makes elements with: every module gets it without asking. */

export { Fragment, h } from "preact";
