/** How the picture on the stage is shown: turned, lighter, with more contrast. What it is does not change. */

import type { Size } from "../geometry/point";
import type { Quarters } from "../scene/turning";
import type { LargeModel } from "./large-model";

const SVG = "http://www.w3.org/2000/svg";
let made = 0;

export class PictureLook {
  readonly #filter = `nbl-gamma-${++made}`;
  readonly #curves: SVGElement[] = [];

  constructor(
    private readonly turned: HTMLElement,
    private readonly pixels: HTMLCanvasElement,
  ) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "unseen");
    svg.setAttribute("aria-hidden", "true");
    const filter = svg.appendChild(document.createElementNS(SVG, "filter"));
    filter.id = this.#filter;
    filter.setAttribute("color-interpolation-filters", "sRGB");
    const transfer = filter.appendChild(document.createElementNS(SVG, "feComponentTransfer"));
    for (const channel of ["R", "G", "B"]) {
      const curve = document.createElementNS(SVG, `feFunc${channel}`);
      curve.setAttribute("type", "gamma");
      this.#curves.push(transfer.appendChild(curve));
    }
    turned.append(svg);
  }

  /** Lays the turned picture over the view: its own size, about the same middle. */
  place(view: Size, own: Size, by: Quarters): void {
    const { style } = this.turned;
    style.left = `${(view.width - own.width) / 2}px`;
    style.top = `${(view.height - own.height) / 2}px`;
    style.width = `${own.width}px`;
    style.height = `${own.height}px`;
    style.transform = by === 0 ? "" : `rotate(${by * 90}deg)`;
  }

  paint({ brightness, contrast, gamma }: LargeModel): void {
    const filters = [];
    if (gamma.peek() !== 1) {
      for (const curve of this.#curves) curve.setAttribute("exponent", String(1 / gamma.peek()));
      filters.push(`url(#${this.#filter})`);
    }
    if (brightness.peek() !== 0) filters.push(`brightness(${1 + brightness.peek() / 100})`);
    if (contrast.peek() !== 0) filters.push(`contrast(${1 + contrast.peek() / 100})`);
    this.pixels.style.filter = filters.join(" ");
  }
}
