/** The training film's slider: everything that shows the chosen network follows it. */

import { figure, whole } from "../../charts/format";
import { FilmBar } from "../common/film-bar";
import { networkName, stepName } from "./names";
import { useLab } from "./state";

export function Transport() {
  const lab = useLab();
  const network = lab.network.value;
  const { epochs, validation_loss } = network.frames;
  const frame = lab.frame.value;
  return (
    <FilmBar
      look="transport"
      label="Training film"
      sliderLabel={`Training of ${networkName(network)}`}
      playing={lab.playing}
      frame={lab.frame}
      last={epochs.length - 1}
      show={lab.showFrame}
      words={`${stepName(network)} ${whole(epochs[frame])} of ${whole(epochs.at(-1))}`}
      best={{
        frame: network.best_frame,
        here: "the weights it kept",
        elsewhere: "go to the weights it kept",
        isEnd: true,
      }}
    >
      <span>validation loss {figure(validation_loss[frame], 3)}</span>
    </FilmBar>
  );
}
