// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <cstring>

#include "core/formats/format_table.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::SampleType;
namespace fs = std::filesystem;

namespace {

/// A .npy file as numpy.save writes it: version 1, header padded to 64 bytes.
template <class T>
void writeNpy(const fs::path& file, const std::string& descr, const std::string& shape, const std::vector<T>& values, bool fortran = false) {
    std::string header = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
    header.resize((10 + header.size() + 1 + 63) / 64 * 64 - 10 - 1, ' ');
    header += '\n';
    std::string text("\x93NUMPY\x01\x00", 8);
    text += static_cast<char>(header.size() & 0xff);
    text += static_cast<char>(header.size() >> 8);
    text += header;
    text.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    gano::writeTextAtomically(file, text);
}

}  // namespace

class TestNpy : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

private Q_SLOTS:
    void aStackIsOneImagePerFrame() {
        const fs::path file = folder_ / "stack.npy";
        writeNpy<std::uint16_t>(file, "<u2", "(2, 2, 3)", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{2});
        const gano::Image image = gano::readImage(refs[1]);
        QVERIFY(image.type() == SampleType::U16);
        QCOMPARE(image.toFloat(), (std::vector<float>{7, 8, 9, 10, 11, 12}));
        QCOMPARE(gano::readRegion(refs[1], {1, 1, 2, 1}).toFloat(), (std::vector<float>{11, 12}));
    }
    void aLastAxisOfOneIsAChannel() {
        const fs::path file = folder_ / "channel.npy";
        writeNpy<float>(file, "<f4", "(2, 1, 2, 1)", {1, 2, 3, 4});
        QCOMPARE(gano::imagesIn(file).size(), std::size_t{2});
        QCOMPARE(gano::readImage({file, 1, {}}).toFloat(), (std::vector<float>{3, 4}));
    }
    void columnsFirstIsTurned() {
        const fs::path file = folder_ / "fortran.npy";
        writeNpy<std::uint8_t>(file, "|u1", "(2, 3)", {1, 4, 2, 5, 3, 6}, true);
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
        QCOMPARE(gano::readRegion({file, 0, {}}, {1, 0, 2, 2}).toFloat(), (std::vector<float>{2, 3, 5, 6}));
    }
    void theOtherByteOrderIsSwapped() {
        const fs::path file = folder_ / "big.npy";
        writeNpy<std::uint8_t>(file, ">i2", "(1, 2)", {0xff, 0xfe, 0x01, 0x00});
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{-2, 256}));
    }
    void labelsOf64BitsAreReadWhereTheyFit() {
        const fs::path file = folder_ / "labels.npy";
        writeNpy<std::int64_t>(file, "<i8", "(1, 2)", {-1, 70000});
        const gano::Image image = gano::readImage({file, 0, {}});
        QVERIFY(image.type() == SampleType::I32);
        QCOMPARE(image.toFloat(), (std::vector<float>{-1, 70000}));
        writeNpy<std::int64_t>(file, "<i8", "(1, 3)", {0, 1, std::int64_t{1} << 40});
        QVERIFY(says(sentenceOf([&] { gano::readImage({file, 0, {}}); }), "1099511627776"));
    }
    void trueAndFalseAreOneAndZero() {
        const fs::path file = folder_ / "mask.npy";
        writeNpy<std::uint8_t>(file, "|b1", "(1, 2)", {1, 0});
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{1, 0}));
    }
    void whatIsNoImageIsToldSo_data() {
        QTest::addColumn<QString>("descr");
        QTest::addColumn<QString>("shape");
        QTest::addColumn<QString>("part");
        QTest::newRow("half float") << "<f2" << "(2, 2)" << "'<f2'";
        QTest::newRow("complex") << "<c8" << "(2, 2)" << "'<c8'";
        QTest::newRow("objects") << "|O" << "(2, 2)" << "'|O'";
        QTest::newRow("one axis") << "<u2" << "(4,)" << "1 dimensions";
        QTest::newRow("scalar") << "<u2" << "()" << "0 dimensions";
        QTest::newRow("empty axis") << "<u2" << "(0, 4)" << "side of 0";
        QTest::newRow("five axes") << "|u1" << "(1, 1, 2, 2, 2)" << "5 dimensions";
        QTest::newRow("beyond the file") << "<u2" << "(1000, 1000)" << "cut short";
        QTest::newRow("impossible") << "<f8" << "(2147483647, 2147483647, 2147483647)" << "impossible";
        QTest::newRow("overflow") << "<f8" << "(99999999999999999999999, 2)" << "impossible";
    }
    void whatIsNoImageIsToldSo() {
        QFETCH(QString, descr);
        QFETCH(QString, shape);
        QFETCH(QString, part);
        const fs::path file = folder_ / "odd.npy";
        writeNpy<std::uint8_t>(file, descr.toStdString(), shape.toStdString(), std::vector<std::uint8_t>(32));
        const std::string sentence = sentenceOf([&] { gano::readInfo(file); });
        QVERIFY2(says(sentence, part.toStdString()) && says(sentence, "odd.npy"), sentence.c_str());
    }
};

GANO_PLAIN_TEST(TestNpy)
#include "tst_npy.moc"
