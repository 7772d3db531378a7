"""Measure how loud a track is while its frames go by: EBU R 128, integrated."""

from typing import TYPE_CHECKING

from bot.media.encode import DOWNMIX_PEAK

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.filter.graph import Graph

SILENCE_LUFS = -70.0
"""The absolute gate of ITU-R BS.1770-4, section 2: what lies below does not count, and the filter says this
number of sound that is all below, or shorter than the 400 ms of one measurement."""
_LEAST_RATE, _MOST_RATE = 8_000, 192_000
"""Other rates are converted first: the curve that stands for the ear bends at 1.7 kHz and needs room."""
_INTEGRATED = "lavfi.r128.I"


class Meter:
    """FFmpeg's `ebur128` filter, which tells its reading with every tenth of a second that leaves it.

    All frames are alike and their time stamps count on. It keeps histograms, not sound: the memory does not
    grow with the track. One channel counts as one loudspeaker, as the standard has it: 3 LU below the same in
    both. `mono` measures how a track sounds when it is made so.
    """

    def __init__(self, *, mono: bool = False) -> None:
        self._mono = mono
        self._graph: Graph | None = None
        self._reading = SILENCE_LUFS

    def add(self, frame: "AudioFrame") -> None:
        """Listen to a frame, which stays as it is."""
        if self._graph is None:
            self._graph = _graph(frame, mono=self._mono)
        self._graph.push(frame)
        self._drain()

    def end(self) -> float | None:
        """Return the loudness in LUFS of all frames; None of silence and of nothing. The last call."""
        if self._graph is not None:
            self._graph.push(None)
            self._drain()
        return self._reading if self._reading > SILENCE_LUFS else None

    def _drain(self) -> None:
        import av

        assert self._graph is not None
        while True:
            try:
                heard = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            if (reading := heard.metadata.get(_INTEGRATED)) is not None:
                self._reading = float(reading)


def _graph(frame: "AudioFrame", *, mono: bool) -> "Graph":
    from av.filter.graph import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=frame.time_base,
    )
    meter = graph.add("ebur128", "metadata=1:framelog=quiet")
    shaped = []
    if mono:
        shaped.append(graph.add("aresample", f"out_chlayout=mono:rematrix_maxval={DOWNMIX_PEAK}"))
    if not _LEAST_RATE <= frame.sample_rate <= _MOST_RATE:
        shaped.append(graph.add("aformat", "sample_rates=48000"))
    graph.link_nodes(source, *shaped, meter, graph.add("abuffersink")).configure()
    return graph
