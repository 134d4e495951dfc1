// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/shipped.h"
#include "tests/support/test_program.h"

using namespace gano;
namespace fs = std::filesystem;

class TestShipped : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theProgramKnowsWhereItIs() { QVERIFY(fs::exists(programFolder() / "tst_core_base")); }
    void whatComesWithTheProgramIsFoundFromTheBuildTree() {
        QVERIFY(fs::exists(shippedFolder(Shipped::Models).value() / "README.md"));
        QVERIFY(fs::exists(shippedFolder(Shipped::Samples).value() / "precipitates"));
        QVERIFY(fs::exists(shippedFolder(Shipped::SelfTest).value() / "picture.dm3"));
    }
    void whatIsInstalledBesideTheProgramComesFirst() {
        const auto installed = programFolder() / "../share/ganoscope/fonts";
        QVERIFY(!shippedFolder(Shipped::Fonts));
        fs::create_directories(installed);
        const auto found = shippedFolder(Shipped::Fonts);
        fs::remove_all(programFolder() / "../share");
        QVERIFY(found == fs::weakly_canonical(installed));
    }
};

GANO_PLAIN_TEST(TestShipped)
#include "tst_shipped.moc"
