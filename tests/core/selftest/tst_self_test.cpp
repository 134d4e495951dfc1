// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "core/base/shipped.h"
#include "core/selftest/selftest.h"
#include "core/selftest/selftest_steps.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using namespace gano;
namespace fs = std::filesystem;

class TestSelfTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path scratch() const { return folder_.path().toStdString(); }

    fs::path copiedPictures(const char* name) const {
        const auto copy = scratch() / name;
        fs::copy(*shippedFolder(Shipped::SelfTest), copy);
        return copy;
    }

private Q_SLOTS:
    void everythingWorksHereAndNothingIsLeft() {
        const QTemporaryDir place;
        qputenv("TMPDIR", place.path().toLocal8Bit());
        QElapsedTimer clock;
        clock.start();
        RunControl control;
        std::size_t told = 0;
        SelfTestAdditions additions;
        additions.libraries = {"Something 1.2"};
        additions.window = [] { return SelfTestLine{"Window", "drawn"}; };
        const auto lines = selfTest(additions, control, [&told](const SelfTestLine&) { ++told; });
        for (const auto& line : lines) qInfo("%s", selfTestText(line).c_str());
        QCOMPARE(selfTestVerdict(lines), std::string("Everything works."));
        QCOMPARE(told, lines.size());
        QCOMPARE(lines.back().name, std::string("Window"));
        QVERIFY(std::ranges::any_of(lines, [](const SelfTestLine& line) { return says(line.sentence, "Something 1.2"); }));
        QVERIFY(fs::is_empty(place.path().toStdString()));
        qunsetenv("TMPDIR");
        qInfo("%lld ms", clock.elapsed());
    }
    void everyFormatIsRead() {
        const auto sentence = tryFormats(*shippedFolder(Shipped::SelfTest), scratch());
        for (const auto* name : {"dm3", "dm4", "mrc", "ser", "emd", "h5", "npy", "tif", "png", "jpg", "bmp"}) QVERIFY2(says(sentence, name), sentence.c_str());
    }
    void aFileThatIsReadWronglyIsNamed() {
        const auto pictures = copiedPictures("spoilt");
        QFile file(QString::fromStdString((pictures / "picture.mrc").string()));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(1024 + 2 * 20);
        file.write("\xff", 1);
        file.close();
        const auto sentence = sentenceOf([&] { tryFormats(pictures, scratch()); });
        QVERIFY2(says(sentence, "picture.mrc") && says(sentence, "255 instead of"), sentence.c_str());
    }
    void missingPicturesAreToldInOneSentence() {
        QVERIFY(says(sentenceOf([&] { tryFormats(scratch() / "nowhere", scratch()); }), "not installed"));
    }
    void theVerdictNamesTheFirstProblemAndWhatToDo() {
        const std::vector<SelfTestLine> lines = {{"A", "fine"}, {"B", "It broke.", "Mend it."}, {"C", "Too.", "Mend that."}};
        QCOMPARE(selfTestVerdict(lines), std::string("B: does not work. It broke. Mend it."));
    }
    void aStopEndsIt() {
        RunControl control;
        control.requestStop();
        QVERIFY(selfTest({}, control, {}).empty());
    }
};

GANO_EVENT_TEST(TestSelfTest)
#include "tst_self_test.moc"
