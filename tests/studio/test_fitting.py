"""A song meets the limit of its chat: fitted, fitted again, or kept with a reason; never cut, never lost."""

from pathlib import Path

import numpy as np
import pytest

from bot.domain.errors import DeliveryUnavailable, PlatformError, TooLargeToPost
from bot.domain.job import JobState, Track
from bot.domain.people import Account
from bot.domain.ports import Answered, Finished, Submitting, TrackSource
from bot.domain.posts import Upload
from bot.domain.song import Origin, Pcm
from bot.media.fit import Fitted, Wish, fit_file
from bot.media.probe import probe
from bot.media.tags import read_tags
from bot.media.worker import WorkerFailed
from bot.store import facts
from tests.media.samples import RATE, sine, write
from tests.store.rows import DAY_MS
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, FREE, PRICE, ScriptedProvider, Studio, info, sings, with_limits

ANN = Account(CHAT, "ann")
SECONDS = 20
PLAYS = ("mp3", "m4a", "ogg", "flac", "wav")


@pytest.fixture(scope="module")
def long_song(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """20 s at 320 kbit/s: 800 kB."""
    path = tmp_path_factory.mktemp("song") / "song.mp3"
    return write(path, sine(SECONDS), bitrate=320_000).read_bytes()


@pytest.fixture
def long_studio(make_studio: MakeStudio, long_song: bytes) -> Studio:
    return make_studio(ScriptedProvider(info("one"), [sings(long_song)]), rules=FREE)


async def track_of(studio: Studio, job_id: str) -> Track:
    (track,) = await facts.tracks_of(studio.db.read, job_id)
    return track


def file_of(studio: Studio, track: Track) -> Path:
    return studio.folder / track.path


async def test_song_that_fits_keeps_its_sound_and_is_measured(long_studio: Studio) -> None:
    job_id = await long_studio.ordered()
    assert (await long_studio.run(job_id)).state is JobState.DONE
    track = await track_of(long_studio, job_id)
    assert track.path.endswith("1.mp3")
    assert track.duration_ms == pytest.approx(SECONDS * 1000, abs=60)
    assert track.bitrate == pytest.approx(320_000, rel=0.03)
    assert track.loudness_lufs == pytest.approx(-6.0, abs=1.0)  # a sine at half of full scale in both ears
    assert track.size_bytes == file_of(long_studio, track).stat().st_size


@pytest.mark.parametrize("most_bytes", [500_000, 200_000, 70_000])
async def test_song_over_the_limit_is_made_smaller_and_stays_whole(
    long_studio: Studio, most_bytes: int
) -> None:
    long_studio.chat.takes = Upload(most_bytes, PLAYS)
    job_id = await long_studio.ordered(title="Low tide")
    assert (await long_studio.run(job_id)).state is JobState.DONE
    (post,) = long_studio.chat.songs()
    path = file_of(long_studio, post.track)
    assert path.stat().st_size == post.track.size_bytes <= most_bytes
    assert probe(path).duration_ms == pytest.approx(SECONDS * 1000, abs=60)
    assert (read_tags(path).title, read_tags(path).lyrics) == ("Low tide", "la la la")
    assert await long_studio.moves(job_id) == ["reserve", "settle"]


async def test_chat_that_plays_something_else_gets_that(long_studio: Studio) -> None:
    long_studio.chat.takes = Upload(None, ("m4a",))
    job_id = await long_studio.ordered()
    assert (await long_studio.run(job_id)).state is JobState.DONE
    assert (await track_of(long_studio, job_id)).path.endswith("1.m4a")


async def test_limit_that_sank_meanwhile_is_met_before_the_post(long_studio: Studio) -> None:
    long_studio.chat.raises = [DeliveryUnavailable()]
    job_id = await long_studio.ordered()
    assert (await long_studio.run(job_id)).state is JobState.DELIVERING
    before = await track_of(long_studio, job_id)
    long_studio.chat.takes = Upload(90_000, ("ogg", "mp3"))
    assert (await long_studio.run(job_id)).state is JobState.DONE
    after = await track_of(long_studio, job_id)
    (post,) = long_studio.chat.songs()
    assert (post.track, post.track.size_bytes <= 90_000) == (after, True)
    assert probe(file_of(long_studio, after)).duration_ms == pytest.approx(before.duration_ms, abs=60)
    assert [path.name for path in long_studio.folders.songs(job_id).iterdir()] == [Path(after.path).name]
    assert await long_studio.moves(job_id) == ["reserve", "settle"]


async def test_chat_that_can_not_tell_its_limit_yet_loses_nothing(
    long_studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unknown(origin: Origin) -> Upload:
        raise PlatformError("not connected yet")

    with monkeypatch.context() as patch:
        patch.setattr(long_studio.chat, "upload", unknown)
        job_id = await long_studio.ordered()
        assert (await long_studio.run(job_id)).state is JobState.DELIVERING
    assert (await long_studio.run(job_id)).state is JobState.DONE
    assert len(long_studio.providers["one"].orders) == 1  # type: ignore[attr-defined]


async def test_song_of_which_nothing_audible_fits_is_kept_with_its_reason(long_studio: Studio) -> None:
    long_studio.chat.takes = Upload(10_000, PLAYS)
    job_id = await long_studio.ordered()
    assert (await long_studio.run(job_id)).state is JobState.KEPT
    assert await long_studio.endings.tell(job_id)
    (notice,) = long_studio.chat.notices()
    assert notice.failure is not None
    assert (notice.state, notice.failure.code, notice.refunded) == (JobState.KEPT, "too-big-here", False)
    assert await long_studio.moves(job_id) == ["reserve"]
    assert probe(file_of(long_studio, await track_of(long_studio, job_id))).bitrate > 300_000

    await long_studio.desk.contact(ANN, Origin(platform=CHAT, chat="tavern"))  # and it is still too small
    assert (await long_studio.run_delivery(job_id)).state is JobState.KEPT
    assert await facts.untold(long_studio.db.read) == []
    assert len(long_studio.chat.notices()) == 1

    long_studio.chat.takes = Upload(None, PLAYS)
    await long_studio.desk.contact(ANN, Origin(platform=CHAT, chat="cellar"))
    done = await long_studio.run_delivery(job_id)
    assert (done.state, done.failure) == (JobState.DONE, None)
    assert await long_studio.moves(job_id) == ["reserve", "settle"]


async def test_kept_song_that_nobody_fetches_is_given_back_and_that_is_told(
    make_studio: MakeStudio, long_song: bytes
) -> None:
    rules = with_limits(keep_days=1)
    studio = make_studio(ScriptedProvider(info("one"), [sings(long_song)]), rules=rules)
    studio.chat.takes = Upload(10_000, PLAYS)
    job_id = await studio.ordered()
    job = await studio.run(job_id)
    studio.clock.forward(2 * DAY_MS)
    await studio.endings.expire(job)
    assert await studio.endings.tell(job_id)
    (notice,) = studio.chat.notices()  # the older news was not told, and is none any more
    assert notice.failure is not None
    assert (notice.failure.code, notice.refunded) == ("kept-expired", True)
    assert await facts.untold(studio.db.read) == []


async def test_raw_samples_become_a_file_that_plays(make_studio: MakeStudio) -> None:
    samples = (sine(2.0) * 32_767).astype("<i2").T.tobytes()
    provider = ScriptedProvider(info("one"))
    studio = make_studio(provider)
    job_id = await studio.ordered()
    work, _ = await studio.folders.make(job_id)
    (work / "raw").write_bytes(samples)
    source = TrackSource(work / "raw", title="Raw", pcm=Pcm(sample_rate=RATE, channels=2))
    provider.plan([Submitting(), Answered({}, cost=PRICE), Finished((source,))])
    assert (await studio.run(job_id)).state is JobState.DONE
    track = await track_of(studio, job_id)
    assert track.path.endswith("1.wav")
    assert track.duration_ms == pytest.approx(2_000, abs=5)


async def test_wav_that_is_too_big_loses_nothing_if_flac_fits(
    make_studio: MakeStudio, tmp_path: Path
) -> None:
    quiet = write(tmp_path / "song.wav", np.zeros((2, RATE * 10), dtype=np.float32) + sine(10) * 0.1)
    provider = ScriptedProvider(info("one"))
    studio = make_studio(provider)
    studio.chat.takes = Upload(quiet.stat().st_size - 1, PLAYS)
    provider.plan([Submitting(), Answered({}, cost=PRICE), Finished((TrackSource(quiet, title="Quiet"),))])
    job_id = await studio.ordered(format="wav")
    assert (await studio.run(job_id)).state is JobState.DONE
    assert (await track_of(studio, job_id)).path.endswith("1.flac")


async def test_song_that_breaks_the_encoder_is_kept_as_it_is_and_tried_again(
    long_studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(wish: Wish) -> Fitted:
        if wish.most_bytes is not None:
            raise WorkerFailed("RuntimeError", "lost count")
        return await fit_file(wish)

    long_studio.chat.takes = Upload(500_000, PLAYS)
    job_id = await long_studio.ordered()
    with monkeypatch.context() as patch:
        patch.setattr("bot.studio.fitting.fit_file", breaks)
        job = await long_studio.run(job_id)
    assert (job.state, await long_studio.moves(job_id)) == (JobState.DELIVERING, ["reserve"])
    assert (await long_studio.run(job_id)).state is JobState.DONE
    assert len(long_studio.chat.songs()) == 1


async def test_a_song_that_is_refused_for_its_size_is_made_smaller_and_posted_once(
    long_studio: Studio,
) -> None:
    long_studio.chat.raises = [TooLargeToPost(), TooLargeToPost()]
    job_id = await long_studio.ordered()
    assert (await long_studio.run(job_id)).state is JobState.DONE
    (post,) = long_studio.chat.songs()
    path = file_of(long_studio, post.track)
    assert path.stat().st_size == post.track.size_bytes <= 0.65 * 800_000
    assert probe(path).duration_ms == pytest.approx(SECONDS * 1000, abs=60)
    assert long_studio.chat.attempts == [f"{job_id}.1.0"] * 3
    assert long_studio.chat.searches == []  # what was refused has not arrived
    assert await long_studio.moves(job_id) == ["reserve", "settle"]


async def test_a_chat_that_says_what_it_takes_is_not_sent_anything_larger(long_studio: Studio) -> None:
    long_studio.chat.raises = [TooLargeToPost(most_bytes=150_000)]
    job_id = await long_studio.ordered()
    assert (await long_studio.run(job_id)).state is JobState.DONE
    (post,) = long_studio.chat.songs()
    assert 100_000 < post.track.size_bytes <= 150_000
    assert len(long_studio.chat.attempts) == 2


async def test_a_song_that_is_refused_however_small_it_is_is_kept(studio: Studio) -> None:
    studio.chat.raises = [TooLargeToPost() for _ in range(50)]
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.KEPT
    assert 3 < len(studio.chat.attempts) < 25
    assert studio.chat.songs() == []
    assert await studio.moves(job_id) == ["reserve"]


async def test_a_track_that_has_arrived_is_not_sent_again_when_the_next_is_too_large(
    make_studio: MakeStudio, long_song: bytes, tmp_path: Path
) -> None:
    paths = [tmp_path / "a.mp3", tmp_path / "b.mp3"]
    for path in paths:
        path.write_bytes(long_song)
    sources = tuple(TrackSource(path, title=path.stem) for path in paths)
    provider = ScriptedProvider(info("one"))
    provider.plan([Submitting(), Answered({}, cost=PRICE), Finished(sources)])
    studio = make_studio(provider)
    studio.chat.raises = [None, TooLargeToPost(most_bytes=300_000)]
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.DONE
    assert studio.chat.attempts == [f"{job_id}.1.0", f"{job_id}.2.0", f"{job_id}.2.0"]
    assert [post.track.size_bytes <= 300_000 for post in studio.chat.songs()] == [False, True]
