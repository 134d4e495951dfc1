// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCommandLineParser>

#include "ui/run/run_window.h"

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Ganoscope"));
    QApplication::setApplicationVersion(QStringLiteral(GANOSCOPE_VERSION));
    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main", "Shows what a network learned from electron micrographs."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("run"), QApplication::translate("main", "Folder of a run to open."), QStringLiteral("[run]"));
    parser.process(application);

    gano::RunWindow window;
    const auto given = parser.positionalArguments();
    if (!given.isEmpty()) window.open(std::filesystem::path(given.first().toStdU16String()));
    window.show();
    return QApplication::exec();
}
