"""The two models of rapidocr: where lines stand in a picture, and what they say.

Called one line at a time: a batch is padded to its widest line, which cost a third more
processor time and twice the memory. Pictures are RGB arrays [rows, columns, 3].
"""

import ctypes
import logging
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from omegaconf import OmegaConf
from rapidocr import EngineType
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecInput, TextRecognizer

Pixels = NDArray[np.uint8]
# Four corners of a line, [4, 2] in pixels, clockwise from where its text begins.
Quad = NDArray[np.float32]

# The recogniser sees lines at this height; wider ones than so many pixels are squeezed.
# A line across an A4 page is about 1,500 wide.
_LINE_HEIGHT = 48
_LINE_WIDTH = 3200
# A line of text is longer than high. A lone letter or digit is not.
_TALL = 1.5
# Of glibc's mallopt: blocks above the threshold return to the system when freed. Left
# alone, glibc raises it after the first page and the process never shrinks.
_M_MMAP_THRESHOLD, _THRESHOLD = -3, 1024**2


class Reading(NamedTuple):
    """`score` is the mean probability of the letters, 0 to 1.

    `centres` has one number for each character of `text` that is no blank: where it
    stands along the line, from 0 to 1.
    """

    text: str
    score: float
    centres: list[float]


class OcrModels:
    """Loads in half a second, and fetches nothing: the weights are in the wheel."""

    def __init__(self) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        cv2.setNumThreads(1)
        if sys.platform == "linux":
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _THRESHOLD)
        spec = find_spec("rapidocr")
        if spec is None or not spec.submodule_search_locations:
            raise FileNotFoundError("The package rapidocr is not installed.")
        folder = Path(spec.submodule_search_locations[0])
        config = OmegaConf.load(folder / "config.yaml")
        finder, reader = dict(config.Det), dict(config.Rec)
        finder["session"] = _session(folder / "models" / "PP-OCRv6_det_small.onnx")
        reader["session"] = _session(folder / "models" / "PP-OCRv6_rec_small.onnx")
        finder["engine_type"] = reader["engine_type"] = EngineType.ONNXRUNTIME
        reader |= {"rec_batch_num": 1, "font_path": None}
        self._finder: Any = TextDetector(_with_objects(finder))
        # Its types say less than it gives.
        self._reader: Any = TextRecognizer(_with_objects(reader))

    def find(self, picture: Pixels, *, side: int) -> list[Quad]:
        """Lines, upright or not, in a picture made smaller to `side` first.

        Their corners begin where they would if the picture stood as it should.
        """
        high, wide = picture.shape[:2]
        scale = min(1.0, side / max(high, wide))
        small = (max(32, round(wide * scale)), max(32, round(high * scale)))
        if small != (wide, high):
            shrunk = cv2.resize(picture, small, interpolation=cv2.INTER_AREA)
            picture = np.asarray(shrunk, dtype=np.uint8)
        # Its own limit enlarges what is small: a page of a few words gains nothing.
        self._finder.limit_side_len = min(small)
        boxes = self._finder(picture).boxes
        if boxes is None:
            return []
        factor = np.array([wide / small[0], high / small[1]], dtype=np.float32)
        return [_in_order(np.asarray(box, dtype=np.float32) * factor) for box in boxes]

    def read(self, picture: Pixels, quad: Quad) -> Reading:
        """The text from the first corner of the quad towards its second."""
        strip = _cut(picture, quad)
        made = self._reader(TextRecInput(img=[strip], return_word_box=True))
        text, score, info = made.txts[0], float(made.scores[0]), made.word_results[0]
        columns = [column for word in info.word_cols for column in word]
        length = max(info.line_txt_len, 1.0)
        centres = [min((column + 0.5) / length, 1.0) for column in columns]
        return Reading(text, score, centres)


def turned(quad: Quad, quarters: int) -> Quad:
    """The same corners, with the text begun so many corners later."""
    return np.roll(quad, -quarters, axis=0)


def is_tall(quad: Quad) -> bool:
    return _side(quad, 1, 2) > _TALL * _side(quad, 0, 1)


def length(quad: Quad) -> float:
    return max(_side(quad, 0, 1), _side(quad, 1, 2))


def _in_order(quad: Quad) -> Quad:
    """Clockwise, from the side that runs rightwards.

    The finder sorts corners by their places, which mixes up slanting tall boxes.
    """
    along, down = quad[1] - quad[0], quad[3] - quad[0]
    if along[0] * down[1] < along[1] * down[0]:
        quad = quad[::-1]
    sides = np.roll(quad, -1, axis=0) - quad
    return turned(quad, int(np.argmax(sides[:, 0] / np.linalg.norm(sides, axis=1))))


def _side(quad: Quad, first: int, second: int) -> float:
    return float(np.linalg.norm(quad[first] - quad[second]))


def _cut(picture: Pixels, quad: Quad) -> Pixels:
    """The line, straightened, at the height the recogniser wants."""
    ratio = _side(quad, 0, 1) / max(_side(quad, 1, 2), 1.0)
    wide = min(max(round(_LINE_HEIGHT * ratio), 8), _LINE_WIDTH)
    # Enlarged before it is cut: shrinking while cutting would leave out pixels.
    high = max(round(_side(quad, 1, 2)), _LINE_HEIGHT)
    size = (round(wide * high / _LINE_HEIGHT), high)
    corners = np.array(
        [[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], dtype=np.float32
    )
    matrix = cv2.getPerspectiveTransform(quad, corners)
    strip = cv2.warpPerspective(
        picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if high > _LINE_HEIGHT:
        strip = cv2.resize(strip, (wide, _LINE_HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(strip, dtype=np.uint8)


def _session(weights: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _available_cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Lines are of all widths: an arena would keep a block for each.
    options.enable_cpu_mem_arena = False
    # As in `embedder`: threads that wait by spinning starve the neighbours.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(weights), options, providers=["CPUExecutionProvider"]
    )


def _with_objects(values: dict[str, Any]) -> Any:
    return OmegaConf.create(values, flags={"allow_objects": True})


def _available_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
