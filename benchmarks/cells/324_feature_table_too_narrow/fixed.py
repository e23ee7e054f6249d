import numpy as np

sr = 8000
rng = np.random.default_rng(6)
clips = [np.sin(2 * np.pi * f * np.arange(sr) / sr) + 0.1 * rng.normal(size=sr) for f in (220, 330, 440, 550)]


def band_energies(frame, bands=13):
    power = np.abs(np.fft.rfft(frame)) ** 2
    return np.array([chunk.sum() for chunk in np.array_split(power, bands)])


def describe(clip):
    frames = clip.reshape(-1, 400)
    e = np.log(np.array([band_energies(f) for f in frames]) + 1e-9)
    zcr = np.mean(np.diff(np.sign(clip)) != 0)
    return np.hstack([e.mean(axis=0), e.std(axis=0), zcr])


features = np.zeros((len(clips), 27))
for i, clip in enumerate(clips):
    features[i] = describe(clip)
print(features.shape)
