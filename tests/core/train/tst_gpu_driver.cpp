// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/train/gpu_driver.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using namespace gano;

class TestGpuDriver : public QObject {
    Q_OBJECT

    // As LibTorch 2.1 for CUDA 12.1 describes itself.
    static GpuEngine engine() {
        return parseGpuEngine("  - CUDA Runtime 12.1\n  - NVCC architecture flags: -gencode;arch=compute_50,code=sm_50;-gencode;arch=compute_60,code=sm_60;"
                              "-gencode;arch=compute_70,code=sm_70;-gencode;arch=compute_75,code=sm_75;-gencode;arch=compute_80,code=sm_80;"
                              "-gencode;arch=compute_86,code=sm_86;-gencode;arch=compute_90,code=sm_90\n  - CuDNN 8.9.2\n");
    }
    static GpuDriver driver(const char* answers) {
        qputenv("FAKE_GPU_DRIVER", answers);
        return readGpuDriver(FAKE_GPU_DRIVER);
    }

private Q_SLOTS:
    void whatLibTorchSaysOfItselfIsUnderstood() {
        QCOMPARE(engine().cuda, 12010);
        QCOMPARE(engine().generations, (std::vector<int>{50, 60, 70, 75, 80, 86, 90}));
        QCOMPARE(engine().generationsText(), std::string("5.0, 6.0, 7.0, 7.5, 8.0, 8.6 and 9.0"));
        QCOMPARE(parseGpuEngine("PyTorch built with:\n  - GCC 12.2\n").cuda, 0);
        const auto newer = parseGpuEngine("CUDA Runtime 12.8 -gencode;arch=compute_75,code=sm_75;-gencode;arch=compute_120,code=sm_120;-gencode;arch=compute_120,code=compute_120");
        QCOMPARE(newer.generationsText(), std::string("7.5 and 12.0 and newer"));
        QVERIFY(newer.serves(121) && newer.serves(130) && newer.serves(75) && !newer.serves(61) && !newer.serves(90));
    }
    void codeRunsOnItsOwnGenerationOnly() {
        QVERIFY(engine().serves(86) && engine().serves(89) && engine().serves(61) && engine().serves(90));
        QVERIFY(!engine().serves(120) && !engine().serves(37) && !engine().serves(100));
    }
    void theDriverIsAskedForItsCards() {
        const auto found = driver("12040 0 86 120");
        QVERIFY(found.found && found.cuda == 12040 && found.error == 0);
        QCOMPARE(found.gpus.size(), std::size_t{2});
        QCOMPARE(found.gpus[1].name, std::string("Card 1"));
        QCOMPARE(found.gpus[1].generation, 120);
        QVERIFY(!readGpuDriver("there is no such library").found);
    }
    void theReasonIsOneSentenceWithWhatToDo_data() {
        QTest::addColumn<QByteArray>("answers");
        QTest::addColumn<QString>("words");
        QTest::newRow("works") << QByteArray("12040 0 86") << QString();
        QTest::newRow("a newer driver of the same major version") << QByteArray("12000 0 90") << QString();
        QTest::newRow("old driver") << QByteArray("11040 0 86") << QStringLiteral("up to 11.4, and this build needs 12.1; update the driver");
        QTest::newRow("no card") << QByteArray("12040 100") << QStringLiteral("finds no GPU");
        QTest::newRow("updated driver") << QByteArray("12040 803") << QStringLiteral("restart the computer");
        QTest::newRow("broken driver") << QByteArray("12040 999") << QStringLiteral("error 999");
        QTest::newRow("new card") << QByteArray("12080 0 120") << QStringLiteral("Card 0 is of generation 12.0, too new for this build, which serves 5.0");
        QTest::newRow("old card") << QByteArray("12040 0 37") << QStringLiteral("too old");
    }
    void theReasonIsOneSentenceWithWhatToDo() {
        QFETCH(QByteArray, answers);
        QFETCH(QString, words);
        const auto reason = QString::fromStdString(whyNoGpu(driver(answers.constData()), engine()));
        if (words.isEmpty()) QCOMPARE(reason, QString());
        else QVERIFY2(reason.contains(words), qPrintable(reason));
    }
    void aBuildForTheProcessorSaysWhichOneToInstall() {
        QVERIFY(says(whyNoGpu({}, {}), "processor only"));
        QVERIFY(says(whyNoGpu(driver("12040 0 86"), {}), "build with CUDA"));
        QVERIFY(says(whyNoGpu({}, engine()), "No NVIDIA driver"));
    }
};

GANO_PLAIN_TEST(TestGpuDriver)
#include "tst_gpu_driver.moc"
