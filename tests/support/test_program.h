// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

/// The tests of a room lie in one program, because compiling and linking each file alone takes most of the time of a build:
/// `tst_core_data splits` runs tests/core/data/tst_splits.cpp. What follows on the command line goes to Qt Test.
namespace test_program {

/// Says at the start of the program that there is a file of tests.
class Part {
public:
    using Run = int (*)(int argc, char** argv);
    /// @param file  of the tests, "…/tst_splits.cpp"; the part is then called "splits"
    Part(const char* file, Run run);
};

template <class Application, class Tests>
int runUnder(int argc, char** argv) {
    Application application(argc, argv);
    application.setAttribute(Qt::AA_Use96Dpi, true);
    Tests tests;
    return QTest::qExec(&tests, argc, argv);
}

template <class Tests>
int runPlain(int argc, char** argv) {
    Tests tests;
    return QTest::qExec(&tests, argc, argv);
}

}  // namespace test_program

/// What a file of tests ends with, in place of QTEST_APPLESS_MAIN, QTEST_GUILESS_MAIN and QTEST_MAIN.
#define GANO_PLAIN_TEST(Tests) static const test_program::Part part##Tests(__FILE__, test_program::runPlain<Tests>);
#define GANO_EVENT_TEST(Tests) static const test_program::Part part##Tests(__FILE__, test_program::runUnder<QCoreApplication, Tests>);
#define GANO_WINDOW_TEST(Tests) static const test_program::Part part##Tests(__FILE__, test_program::runUnder<QApplication, Tests>);
