// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

#include "core/base/files.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

class TestFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textComesBackAsItWasWritten() {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "note.txt";
        const std::string text("first\nsecond\0third", 18);
        gano::writeTextAtomically(file, text);
        QCOMPARE(gano::readText(file), text);
    }
    void aFailedWriteLeavesTheOldFileAndNothingElse() {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "run.json";
        gano::writeTextAtomically(file, "old");
        const std::string sentence = sentenceOf([&] {
            gano::writeAtomically(file, [](const fs::path& temporary) {
                std::ofstream(temporary) << "half";
                throw gano::Error("no");
            });
        });
        QCOMPARE(sentence, std::string("no"));
        QCOMPARE(gano::readText(file), std::string("old"));
        QCOMPARE(std::distance(fs::directory_iterator(file.parent_path()), fs::directory_iterator()), 1);
    }
    void aMissingFileIsNamed() {
        const std::string sentence = sentenceOf([] { gano::readText("/nowhere/at/all.txt"); });
        QVERIFY(says(sentence, "/nowhere/at/all.txt") && says(sentence, "does not exist"));
    }
    void aFolderIsNotAFile() {
        const QTemporaryDir folder;
        QVERIFY(says(sentenceOf([&] { gano::readText(folder.path().toStdString()); }), "it is a folder"));
    }
    void aFileInTheWayOfAFolderIsToldSo() {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "taken";
        gano::writeTextAtomically(file, "x");
        QVERIFY(says(sentenceOf([&] { gano::makeFolder(file); }), "in the way"));
    }
    void aMappedFileShowsItsBytesAndMoves() {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "data";
        gano::writeTextAtomically(file, "abc");
        gano::MappedFile first(file);
        const gano::MappedFile second(std::move(first));
        QCOMPARE(second.bytes().size(), std::size_t{3});
        QCOMPARE(std::to_integer<char>(second.bytes()[1]), 'b');
        QVERIFY(first.bytes().empty());
    }
    void anEmptyFileCannotBeMapped() {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "empty";
        gano::writeTextAtomically(file, "");
        QVERIFY(says(sentenceOf([&] { gano::MappedFile mapped(file); }), "empty"));
    }
    void aFingerprintTellsContentsApart() {
        QCOMPARE(gano::fingerprint("abc").size(), std::size_t{32});
        QCOMPARE(gano::fingerprint("abc"), gano::fingerprint(std::string("abc")));
        QVERIFY(gano::fingerprint("abc") != gano::fingerprint("abd"));
        QVERIFY(gano::fingerprint("abc") != gano::fingerprint(std::string_view("abc\0", 4)));
        QVERIFY(gano::fingerprint("12345678") != gano::fingerprint("1234567812345678"));
    }
};

GANO_PLAIN_TEST(TestFiles)
#include "tst_files.moc"
