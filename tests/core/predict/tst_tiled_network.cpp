// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/nn/modules/conv.h>

#include <QTemporaryDir>
#include <QTest>
#include <new>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "core/formats/tiff_writer.h"
#include "core/predict/tiled_network_torch.h"

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

QTEST_GUILESS_MAIN(TestTiledNetwork)
#include "tst_tiled_network.moc"
