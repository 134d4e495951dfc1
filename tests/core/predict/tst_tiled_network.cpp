// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/nn/modules/conv.h>

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstdint>
#include <new>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "core/formats/tiff_writer.h"
#include "core/image/resample.h"
#include "core/predict/tiled_network_torch.h"
#include "tests/support/test_program.h"

namespace {

/// Gives back what it gets, as long as it gets little: a device with a small memory.
class SmallMemory final : public gano::ImageNetwork {
public:
    explicit SmallMemory(std::int64_t mostPixels) : gano::ImageNetwork(1), mostPixels_(mostPixels) {}

protected:
    at::Tensor forwardPadded(const at::Tensor& images) override {
        if (images.numel() > mostPixels_) throw std::bad_alloc();
        return images.clone();
    }

private:
    std::int64_t mostPixels_;
};

gano::ModelCard cardOf(const std::string& task) {
    gano::ModelCard card;
    card.task = task;
    return card;
}

}  // namespace

class TestTiledNetwork : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    gano::ImageRef picture(int width, int height) {
        std::vector<float> values(static_cast<std::size_t>(width * height));
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 251) / 251.0F;
        const auto file = std::filesystem::path(folder_.path().toStdString()) / "picture.tif";
        gano::writeTiff(file, gano::Image::fromFloat(width, height, values));
        return {file, 0, {}};
    }

    gano::ImageRef written(const char* name, const std::vector<float>& values, int width, int height) const {
        const auto file = std::filesystem::path(folder_.path().toStdString()) / name;
        gano::writeTiff(file, gano::Image::fromFloat(width, height, values));
        return {file, 0, {}};
    }
    /// Structures of several sizes with some noise, 0 … 1.
    static std::vector<float> waves(int width, int height) {
        std::vector<float> values;
        std::uint32_t state = 7;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                state = state * 1664525U + 1013904223U;
                const double wave = std::sin(x / 9.0) * std::cos(y / 13.0) + 0.6 * std::sin((x + 2 * y) / 47.0);
                values.push_back(static_cast<float>(0.5 + 0.2 * wave + 0.1 * (static_cast<double>(state >> 8) / 16777216.0 - 0.5)));
            }
        return values;
    }
    static std::vector<float> cut(const std::vector<float>& values, int width, int height, int shift) {
        std::vector<float> part;
        for (int y = shift; y < height; ++y) part.insert(part.end(), values.begin() + y * width + shift, values.begin() + (y + 1) * width);
        return part;
    }
    /// In tiles of 192 px, with the overlap that the program chooses.
    static at::Tensor predicted(const std::filesystem::path& model, const gano::ImageRef& ref) {
        gano::PredictOptions options;
        options.tile = 192;
        gano::TiledNetwork network(gano::loadModel(model), "cpu", options, [](const std::string&) {});
        gano::RunControl control;
        std::vector<at::Tensor> rows;
        (void)network.run(ref, gano::readInfo(ref), {}, control, [&](const gano::PredictedRows& r) { rows.push_back(r.values); });
        return at::cat(rows, 1)[0];
    }

private Q_SLOTS:
    void tilesAreHalvedUntilTheyFitTheMemoryAndTheImageIsWhole() {
        const auto ref = picture(300, 200);
        std::vector<std::string> told;
        gano::PredictOptions options;
        options.tile = 256;
        gano::TiledNetwork network({std::make_shared<SmallMemory>(64 * 64), cardOf("denoising")}, "cpu", options,
                                   [&](const std::string& sentence) { told.push_back(sentence); });
        gano::RunControl control;
        std::vector<at::Tensor> rows;
        QVERIFY(network.run(ref, gano::readInfo(ref), {}, control, [&](const gano::PredictedRows& r) { rows.push_back(r.values); }));
        QCOMPARE(told.size(), std::size_t{2});
        QVERIFY(told.back().find("64 px") != std::string::npos);
        const auto whole = at::cat(rows, 1);
        auto wanted = gano::readImage(ref).toFloat();
        QVERIFY(at::allclose(whole[0], at::from_blob(wanted.data(), {200, 300}), 1e-5, 1e-5));
    }

    void anImageOfAnotherPixelSizeGoesThroughOnTheModelsGridAndComesBackOnItsOwn() {
        // A network that changes nothing: what comes back is the image brought to the other grid and back.
        auto values = waves(300, 220);
        auto image = gano::Image::fromFloat(300, 220, values);
        image.pixelSize = gano::PixelSize{2.0, 2.0};
        const auto file = std::filesystem::path(folder_.path().toStdString()) / "calibrated.tif";
        gano::writeTiff(file, image);
        auto card = cardOf("denoising");
        for (const double nm : {1.0, 5.0, 3.1}) {
            card.pixelSize = gano::PixelSize{nm, nm};
            gano::PredictOptions options;
            options.tile = 96;
            options.matchPixelSize = true;
            gano::TiledNetwork network({std::make_shared<SmallMemory>(1 << 20), card}, "cpu", options, [](const std::string&) {});
            gano::RunControl control;
            std::vector<at::Tensor> rows;
            std::int64_t next = 0;
            QVERIFY(network.run({file, 0, {}}, gano::readInfo(file), {}, control, [&](const gano::PredictedRows& r) {
                QCOMPARE(r.y, next);
                next += r.values.size(1);
                rows.push_back(r.values);
            }));
            const auto back = at::cat(rows, 1)[0];
            QCOMPARE(back.size(0), std::int64_t{220});
            QCOMPARE(back.size(1), std::int64_t{300});
            const int width = static_cast<int>(std::round(300 * 2.0 / nm)), height = static_cast<int>(std::round(220 * 2.0 / nm));
            auto wanted = gano::resample(gano::resample(values, 300, 220, width, height), width, height, 300, 220);
            QVERIFY(at::allclose(back, at::from_blob(wanted.data(), {220, 300}), 1e-4, 1e-4));
        }
    }

    void aPixelSizeTooFarFromTheModelsIsRefused() {
        gano::ImageInfo info;
        info.width = info.height = 100;
        info.pixelSize = gano::PixelSize{1000.0, 1000.0};
        QVERIFY_THROWS_EXCEPTION(gano::Error, gano::networkGrid({"a.tif", 0, {}}, info, gano::PixelSize{1.0, 1.0}, true));
        QCOMPARE(gano::networkGrid({"a.tif", 0, {}}, info, gano::PixelSize{1.0, 1.0}, false).width, 100);
    }

    void aShiftedTileGridGivesTheSamePicture() {
        constexpr int width = 520, height = 440;
        // A whole number of pooling cells: the network itself does not see other shifts alike.
        constexpr int shift = 40, margin = 120;
        const std::filesystem::path model = GANOSCOPE_SOURCE_DIR "/models/zoo/unet-2-44-em.safetensors";
        auto values = waves(width, height);
        const auto whole = written("whole.tif", values, width, height);
        const auto cropped = written("cropped.tif", cut(values, width, height, shift), width - shift, height - shift);
        const auto answer = predicted(model, whole).slice(0, shift + margin, height - margin).slice(1, shift + margin, width - margin);
        const auto shifted = predicted(model, cropped).slice(0, margin, height - shift - margin).slice(1, margin, width - shift - margin);
        QCOMPARE(answer.sizes(), shifted.sizes());
        const auto difference = (answer - shifted).abs();
        const double contrast = answer.std().item<double>();
        qInfo("largest difference %.4f, mean %.5f, contrast %.3f", difference.max().item<double>(), difference.mean().item<double>(), contrast);
        QVERIFY(difference.max().item<double>() < 0.1 * contrast);
        QVERIFY(difference.mean().item<double>() < 0.01 * contrast);
    }

    void aMemoryTooSmallForAnyTileIsASentence() {
        const auto ref = picture(300, 200);
        gano::TiledNetwork network({std::make_shared<SmallMemory>(100), cardOf("denoising")}, "cpu", {}, [](const std::string&) {});
        gano::RunControl control;
        try {
            network.run(ref, gano::readInfo(ref), {}, control, [](const gano::PredictedRows&) {});
            QFAIL("nothing was thrown");
        } catch (const gano::Error& error) {
            QVERIFY(QString::fromStdString(error.what()).contains(QStringLiteral("picture.tif")));
        }
    }
};

GANO_EVENT_TEST(TestTiledNetwork)
#include "tst_tiled_network.moc"
