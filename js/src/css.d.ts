/** esbuild gathers the style sheets that modules import into widget.css. */
declare module "*.css";
