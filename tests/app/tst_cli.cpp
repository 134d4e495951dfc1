// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/formats/tiff_writer.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

/// The real program, as a shell sees it.
class TestCli : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    QString at(const char* name) const { return folder_.filePath(QString::fromUtf8(name)); }

    struct Result {
        int code = -1;
        QByteArray out, err;
    };
    static Result call(const QStringList& arguments) {
        QProcess process;
        process.start(QStringLiteral(GANOSCOPE_CLI), arguments);
        process.waitForFinished(120000);
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
    }
    QStringList training(const QString& run) const {
        return {QStringLiteral("pretrain"), QStringLiteral("--images"), at("images"), QStringLiteral("--run"), run,
                QStringLiteral("--generator"), QStringLiteral("unet_2_44"), QStringLiteral("--base-width"), QStringLiteral("2"),
                QStringLiteral("--patch-size"), QStringLiteral("48"), QStringLiteral("--crop"), QStringLiteral("32"),
                QStringLiteral("--batch-size"), QStringLiteral("2"), QStringLiteral("--epochs"), QStringLiteral("4"),
                QStringLiteral("--checkpoint-minutes"), QStringLiteral("0.002"), QStringLiteral("--device"), QStringLiteral("cpu"),
                QStringLiteral("--threads"), QStringLiteral("1")};
    }
    static QByteArray contents(const QString& file) {
        QFile f(file);
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }
    static QJsonObject cardOf(const QString& model) {
        const auto told = call({QStringLiteral("info"), model, QStringLiteral("--json")});
        return QJsonDocument::fromJson(told.out.trimmed().split('\n').first()).object()[QStringLiteral("card")].toObject();
    }

private Q_SLOTS:
    void initTestCase() {
        fs::create_directories(at("images").toStdString());
        for (int n = 0; n < 6; ++n) {
            gano::Image image(96, 96, gano::SampleType::U8);
            const auto samples = image.samples<std::uint8_t>();
            for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::uint8_t>(128 + 90 * std::sin(static_cast<double>(i) * 0.01 * (n + 1)));
            gano::writeTiff(fs::path(at("images").toStdString()) / ("image_" + std::to_string(n) + ".tif"), image);
        }
    }

    void theGeneratorTableIsPrinted() {
        const auto result = call({QStringLiteral("generators"), QStringLiteral("--json")});
        QCOMPARE(result.code, 0);
        const auto lines = result.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 16);
        const auto first = QJsonDocument::fromJson(lines.first()).object();
        QCOMPARE(first[QStringLiteral("id")].toString(), QStringLiteral("unet_2_44"));
        QCOMPARE(first[QStringLiteral("parameters")].toInt(), 125201);
        QCOMPARE(QJsonDocument::fromJson(lines.last()).object()[QStringLiteral("event")].toString(), QStringLiteral("finished"));
    }

    void theDoctorSaysWhatIsWrongWithARun() {
        const auto run = QStringLiteral(GANOSCOPE_SOURCE_DIR "/tests/core/study/runs/rate-of-one");
        const auto words = call({QStringLiteral("doctor"), QStringLiteral("--run"), run});
        QCOMPARE(words.code, 1);
        QVERIFY2(words.out.contains("PROBLEM: With a learning rate of 1 nothing was learned"), words.out.constData());
        QVERIFY2(words.out.contains("--learning-rate 0.001"), words.out.constData());
        const auto json = call({QStringLiteral("doctor"), QStringLiteral("--json"), QStringLiteral("--run"), run});
        const auto lines = json.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        QCOMPARE(QJsonDocument::fromJson(lines.first()).object()[QStringLiteral("healthy")].toBool(true), false);
        const auto well = call({QStringLiteral("doctor"), QStringLiteral("--run"), QStringLiteral(GANOSCOPE_SOURCE_DIR "/tests/core/study/runs/good-segmentation")});
        QCOMPARE(well.code, 0);
        QVERIFY2(well.out.startsWith("Healthy"), well.out.constData());
        QCOMPARE(call({QStringLiteral("doctor"), QStringLiteral("--run"), at("images")}).code, 1);
    }

    void wrongUsageIsAnsweredWithTheNearestName() {
        auto result = call({QStringLiteral("pretran")});
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.contains("pretrain"), result.err.constData());
        result = call(training(at("never")) << QStringLiteral("--learnin-rate") << QStringLiteral("1"));
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.contains("--learning-rate"), result.err.constData());
        result = call(training(at("never")) << QStringLiteral("--generator") << QStringLiteral("unet_2_4"));
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.contains("unet_2_44"), result.err.constData());
        result = call({QStringLiteral("evaluate"), QStringLiteral("--model"), at("images")});
        QCOMPARE(result.code, 2);
        QVERIFY(!QFile::exists(at("never")));
    }

    void aBrokenFileIsOneSentence() {
        QFile broken(at("broken.tif"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("II*\0nonsense", 12);
        broken.close();
        const auto result = call({QStringLiteral("info"), at("broken.tif")});
        QCOMPARE(result.code, 1);
        QVERIFY(result.err.contains("broken.tif"));
        QCOMPARE(result.err.trimmed().count('\n'), 0);
    }

    void aRunKilledAtAnyMomentGoesOnToTheSameNumbers() {
        const auto whole = call(training(at("whole")) << QStringLiteral("--json"));
        QVERIFY2(whole.code == 0, whole.out.constData());
        const auto last = QJsonDocument::fromJson(whole.out.trimmed().split('\n').last()).object();
        QCOMPARE(last[QStringLiteral("outcome")].toString(), QStringLiteral("done"));
        QVERIFY(last[QStringLiteral("metrics")].toObject().contains(QStringLiteral("val_l1")));

        const auto run = at("killed");
        int kills = 0;
        for (int attempt = 0; attempt < 40; ++attempt) {
            const bool begun = QFile::exists(run + QStringLiteral("/run.json"));
            QProcess process;
            process.start(QStringLiteral(GANOSCOPE_CLI), begun ? QStringList{QStringLiteral("resume"), QStringLiteral("--run"), run} : training(run));
            // Later attempts live longer, so that the test ends on slow machines too.
            const auto life = kills < 6 ? QRandomGenerator::global()->bounded(200, 2000) : 120000;
            if (process.waitForFinished(life)) {
                QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
                break;
            }
            process.kill();
            process.waitForFinished();
            ++kills;
        }
        QVERIFY(kills > 0);
        const auto expected = contents(at("whole/metrics.csv"));
        QVERIFY(expected.count('\n') == 5);
        QCOMPARE(contents(run + QStringLiteral("/metrics.csv")), expected);
    }

    void interruptingKeepsTheWorkAndSaysSo() {
        QProcess process;
        auto arguments = training(at("interrupted"));
        arguments << QStringLiteral("--epochs") << QStringLiteral("500");
        arguments.removeAt(arguments.indexOf(QStringLiteral("--epochs")));
        arguments.removeAt(arguments.indexOf(QStringLiteral("4")));
        process.start(QStringLiteral(GANOSCOPE_CLI), arguments);
        QTRY_VERIFY_WITH_TIMEOUT(contents(at("interrupted/metrics.csv")).count('\n') >= 2, 60000);
        process.terminate();
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 3);
        const auto status = QJsonDocument::fromJson(contents(at("interrupted/status.json"))).object();
        QCOMPARE(status[QStringLiteral("state")].toString(), QStringLiteral("stopped"));
    }

    void aStudyKilledAtAnyMomentGoesOnToTheSameScores() {
        fs::create_directories(at("masks").toStdString());
        for (int n = 0; n < 6; ++n) {
            gano::Image mask(96, 96, gano::SampleType::U8);
            const auto samples = mask.samples<std::uint8_t>();
            for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = std::sin(static_cast<double>(i) * 0.01 * (n + 1)) > 0 ? 255 : 0;
            gano::writeTiff(fs::path(at("masks").toStdString()) / ("image_" + std::to_string(n) + ".tif"), mask);
        }
        const auto study = [this](const QString& folder) {
            return QStringList{QStringLiteral("study"), QStringLiteral("run"), QStringLiteral("does-pretraining-help"), QStringLiteral("--study"), folder, QStringLiteral("--task"), QStringLiteral("segmentation"),
                               QStringLiteral("--images"), at("images"), QStringLiteral("--targets"), at("masks"), QStringLiteral("--pretrained"), at("whole"), QStringLiteral("--validation-part"), QStringLiteral("0.2"),
                               QStringLiteral("--test-part"), QStringLiteral("0.3"), QStringLiteral("--patch-size"), QStringLiteral("48"), QStringLiteral("--crop"), QStringLiteral("32"), QStringLiteral("--batch-size"),
                               QStringLiteral("2"), QStringLiteral("--steps"), QStringLiteral("6"), QStringLiteral("--checks"), QStringLiteral("3"), QStringLiteral("--seeds"), QStringLiteral("1"),
                               QStringLiteral("--no-estimate"), QStringLiteral("--device"), QStringLiteral("cpu"), QStringLiteral("--threads"), QStringLiteral("1")};
        };
        const auto whole = call(study(at("study")) << QStringLiteral("--json"));
        QVERIFY2(whole.code == 0, whole.out.constData());
        QCOMPARE(whole.out.count("\"event\":\"part_finished\""), 2);

        const auto folder = at("killed-study");
        int kills = 0;
        for (int attempt = 0; attempt < 40; ++attempt) {
            QProcess process;
            process.start(QStringLiteral(GANOSCOPE_CLI), QFile::exists(folder + QStringLiteral("/study.json")) ? QStringList{QStringLiteral("study"), QStringLiteral("resume"), QStringLiteral("--study"), folder} : study(folder));
            // Later attempts live longer, so that the test ends on slow machines too.
            const auto life = kills < 4 ? QRandomGenerator::global()->bounded(200, 1500) : 120000;
            if (process.waitForFinished(life)) {
                QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
                break;
            }
            process.kill();
            process.waitForFinished();
            ++kills;
        }
        const auto expected = contents(at("study/scores.csv"));
        QVERIFY(expected.count('\n') == 5);  // Two trainings, two test images each.
        QCOMPARE(contents(folder + QStringLiteral("/scores.csv")), expected);
        const auto shown = call({QStringLiteral("study"), QStringLiteral("show"), QStringLiteral("--study"), folder, QStringLiteral("--json")});
        QCOMPARE(shown.code, 0);
        QCOMPARE(shown.out.count("\"state\":\"done\""), 2);
    }

    void aDryRunSaysWhichBatchItWouldTake() {
        auto arguments = training(at("never"));
        arguments << QStringLiteral("--batch-size") << QStringLiteral("auto") << QStringLiteral("--dry-run");
        const auto words = call(arguments);
        QVERIFY2(words.code == 0 && words.err.contains("(automatic)") && words.err.contains("Nothing was trained"), words.err.constData());
        const auto json = call(arguments << QStringLiteral("--json"));
        const auto estimate = QJsonDocument::fromJson(json.out).object();
        QVERIFY2(estimate[QStringLiteral("batch_size")].toInt() > 1 && estimate[QStringLiteral("device")].toString() == QStringLiteral("cpu"), json.out.constData());
        QVERIFY(!QFile::exists(at("never")));
        arguments.removeAt(arguments.indexOf(QStringLiteral("--run")) + 1);
        arguments.removeAll(QStringLiteral("--run"));
        QCOMPARE(call(arguments).code, 0);
        arguments.removeAll(QStringLiteral("--dry-run"));
        arguments.removeAll(QStringLiteral("--json"));
        const auto homeless = call(arguments);
        QVERIFY2(homeless.code == 2 && homeless.err.contains("Say where the run is kept"), homeless.err.constData());
    }

    void wrongUsageOfStudiesIsOneSentence() {
        auto result = call({QStringLiteral("study"), QStringLiteral("ru")});
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.contains("Did you mean run?"), result.err.constData());
        result = call({QStringLiteral("study"), QStringLiteral("run"), QStringLiteral("does-pretraining-help"), QStringLiteral("--task"), QStringLiteral("segmentation"), QStringLiteral("--images"), at("images")});
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.contains("needs more than labelled images"), result.err.constData());
        result = call({QStringLiteral("study"), QStringLiteral("resume"), QStringLiteral("--study"), at("images")});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("holds no study"), result.err.constData());
    }

    void aShippedModelTellsWhatItWasMeasuredToGive() {
        const auto model = QStringLiteral(GANOSCOPE_SOURCE_DIR "/models/zoo/hrnet-small-em.safetensors");
        const auto card = cardOf(model);
        QVERIFY(!card[QStringLiteral("transfer")].toArray().isEmpty());
        QVERIFY(!card[QStringLiteral("remark")].toString().isEmpty());
        QVERIFY(QFileInfo(model).size() < 16'000'000);
    }

    void aModelIsSharedUnderANameOfItsOwn() {
        const auto model = QStringLiteral(GANOSCOPE_SOURCE_DIR "/models/zoo/unet-2-44-em.safetensors"), copy = at("given/away.safetensors");
        QCOMPARE(call({QStringLiteral("share"), QStringLiteral("--model"), model, QStringLiteral("--out"), copy, QStringLiteral("--remark"), QStringLiteral("Ours.")}).code, 0);
        QCOMPARE(cardOf(copy)[QStringLiteral("remark")].toString(), QStringLiteral("Ours."));
        QCOMPARE(call({QStringLiteral("share"), QStringLiteral("--model"), model, QStringLiteral("--out"), copy}).code, 1);
        const auto wrong = call({QStringLiteral("share"), QStringLiteral("--model"), model, QStringLiteral("--out"), at("away.pt")});
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.err.contains(".safetensors"), wrong.err.constData());
    }

    void aPretrainedGeneratorDenoises() {
        const auto result = call({QStringLiteral("predict"), QStringLiteral("--model"), at("whole"), QStringLiteral("--images"), at("images"),
                                  QStringLiteral("--out"), at("restored"), QStringLiteral("--json")});
        QVERIFY2(result.code == 0, result.out.constData());
        QVERIFY(QFile::exists(at("restored/image_3_restored.tif")));
        QVERIFY(QFile::exists(at("restored/image_3_recipe.json")));
    }
};

GANO_EVENT_TEST(TestCli)
#include "tst_cli.moc"
