// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/data/image_profile.h"
#include "tests/core/data/data_test.h"
#include "tests/support/test_program.h"

using namespace data_test;
using namespace gano;

class ImageProfileTest : public QObject {
    Q_OBJECT

    struct Made {
        QTemporaryDir folder;
        PatchStore store;
        std::vector<std::size_t> patches;
    };
    template <class Value>
    static std::unique_ptr<Made> store(Value value) {
        auto made = std::make_unique<Made>();
        const auto file = pathOf(made->folder) / "i" / "a.tif";
        write(file, makeImage(128, 128, SampleType::U8, value));
        RunControl control;
        SilentObserver observer;
        PatchStoreOptions options;
        options.patchSize = 128;
        made->store = PatchStore::build(pathOf(made->folder) / "store", {{imageAt(file), std::nullopt, "a"}}, options, control, observer);
        made->patches = {0};
        return made;
    }

private Q_SLOTS:
    void aWaveIsFoundAtItsFrequency() {
        // 16 periods in 128 px: 0.125 cycles per px, a quarter of the way to 0.5.
        const auto made = store([](int x, int) { return 128.0 + 60.0 * std::sin(2.0 * M_PI * x / 8.0); });
        const auto profile = imageProfile(made->store, made->patches);
        QVERIFY(profile.has_value());
        const auto top = std::ranges::max_element(profile->power) - profile->power.begin();
        QCOMPARE(top, std::ptrdiff_t{8});
        QVERIFY(std::abs(std::accumulate(profile->power.begin(), profile->power.end(), 0.0) - 1.0) < 1e-9);
    }

    void greyValuesAreCounted() {
        const auto made = store([](int x, int) { return x < 32 ? 0 : 255; });
        const auto profile = imageProfile(made->store, made->patches);
        QCOMPARE(profile->greys.front(), 0.25);
        QCOMPARE(profile->greys.back(), 0.75);
        // The median is white; a quarter of the pixels is black.
        QVERIFY(std::abs(constantL1(made->store, made->patches) - 0.25) < 0.01);
    }

    void noiseAndSmoothImagesAreFarApartAndAnImageIsNearItself() {
        Rng rng(5);
        const auto noisy = store([&](int, int) { return std::clamp(128.0 + 30.0 * rng.normal(), 0.0, 255.0); });
        Rng other(6);
        const auto alike = store([&](int, int) { return std::clamp(128.0 + 30.0 * other.normal(), 0.0, 255.0); });
        const auto smooth = store([](int x, int y) { return 60.0 + 30.0 * std::sin(0.05 * x) + 20.0 * std::cos(0.07 * y); });
        const auto a = *imageProfile(noisy->store, noisy->patches), b = *imageProfile(alike->store, alike->patches), c = *imageProfile(smooth->store, smooth->patches);
        QVERIFY(distance(a, a).greys == 0.0 && distance(a, a).spectrum == 0.0);
        QVERIFY(distance(a, b).greys < 0.02);
        QVERIFY(distance(a, b).spectrum < 0.2);
        QVERIFY(distance(a, c).greys > 0.2);
        QVERIFY(distance(a, c).spectrum > 1.0);
    }

    void aProfileSurvivesItsJsonAndDamageIsNoProfile() {
        const auto made = store([](int x, int y) { return (x * 3 + y * 5) % 256; });
        const auto profile = imageProfile(made->store, made->patches);
        const auto again = profileFromJson(profileToJson(*profile));
        QVERIFY(again.has_value());
        QVERIFY(again->greys == profile->greys && again->power == profile->power);
        QVERIFY(!profileFromJson(nlohmann::json{{"low", 0}}).has_value());
        QVERIFY(!imageProfile(made->store, {}).has_value());
    }
};

GANO_EVENT_TEST(ImageProfileTest)
#include "tst_image_profile.moc"
