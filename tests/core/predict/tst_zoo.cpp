// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The pretrained weights that are shipped do what their card says.
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/base/random.h"
#include "core/formats/format_table.h"
#include "core/formats/tiff_writer.h"
#include "core/predict/predictor.h"
#include "core/train/model_card.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

namespace {

double distance(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    return sum / static_cast<double>(a.size());
}

}  // namespace

class TestZoo : public QObject {
    Q_OBJECT

    const fs::path source_ = GANOSCOPE_SOURCE_DIR;

private Q_SLOTS:
    void shippedWeightsRemoveNoiseFromAMicrograph_data() {
        QTest::addColumn<QString>("file");
        for (const auto& entry : fs::directory_iterator(source_ / "models/zoo"))
            if (entry.path().extension() == ".safetensors") QTest::newRow(entry.path().filename().c_str()) << QString::fromStdString(entry.path().string());
    }
    void shippedWeightsRemoveNoiseFromAMicrograph() {
        QFETCH(QString, file);
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        const auto card = gano::readModelCard(file.toStdString());
        QCOMPARE(card.task, std::string("pretraining"));
        const auto clean = gano::readImage(gano::imagesIn(source_ / "resources/samples/precipitates/test/images/spot1_0d_0.png").front());
        gano::Rng rng(4);
        auto noisy = clean;
        for (auto& v : noisy.samples<std::uint8_t>()) v = static_cast<std::uint8_t>(std::clamp(std::lround(v + 25.0 * rng.normal()), 0L, 255L));
        fs::create_directory(root / "noisy");
        gano::writeTiff(root / "noisy/a.tif", noisy);
        gano::RunControl control;
        gano::SilentObserver observer;
        const auto outcome = gano::predict({file.toStdString(), root / "noisy", root / "out", {}}, control, observer);
        QVERIFY2(outcome.result == gano::RunOutcome::Done, outcome.message.c_str());
        const auto restored = gano::readImage(gano::imagesIn(root / "out/a_restored.tif").front());
        const double before = distance(noisy.toFloat(), clean.toFloat()), after = distance(restored.toFloat(), clean.toFloat());
        QVERIFY2(after < 0.7 * before, qPrintable(QStringLiteral("%1 grey levels before, %2 after").arg(before).arg(after)));
    }
};

GANO_EVENT_TEST(TestZoo)
#include "tst_zoo.moc"
