// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>
#include <algorithm>
#include <filesystem>
#include <string_view>

#include "core/base/shipped.h"
#include "ui/frame/main_window.h"
#include "ui/frame/preferences.h"
#include "ui/frame/self_test.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace {

QString say(const char* sentence) { return QApplication::translate("main", sentence); }

gano::look::Theme themeOf(const QString& name) {
    if (name == QLatin1String("light")) return gano::look::Theme::Light;
    if (name == QLatin1String("dark")) return gano::look::Theme::Dark;
    if (name == QLatin1String("system")) return gano::look::Theme::System;
    return gano::Preferences::load().theme;
}

/// Ends the program when its window has been painted, for measuring how long a start takes.
class EndAtFirstPaint : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() == QEvent::Paint) QTimer::singleShot(0, qApp, &QApplication::quit);
        return false;
    }
};

bool asksForSelfTest(int count, char** arguments) {
    return std::any_of(arguments + 1, arguments + count, [](const char* one) { return std::string_view(one) == "--selftest"; });
}

/// A bundle brings fonts for systems without any, and settings that add them to those of the system.
void findShippedFonts() {
    const auto folder = gano::shippedFolder(gano::Shipped::Fonts);
    if (!folder || qEnvironmentVariableIsSet("FONTCONFIG_FILE")) return;
    if (const auto settings = *folder / "fonts.conf"; std::filesystem::exists(settings)) qputenv("FONTCONFIG_FILE", settings.string().c_str());
}

}  // namespace

int main(int argc, char** argv) {
    const bool selfTest = asksForSelfTest(argc, argv);
    if (selfTest) qputenv("QT_QPA_PLATFORM", "offscreen");
    findShippedFonts();
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Ganoscope"));
    QApplication::setApplicationName(QStringLiteral("Ganoscope"));
    QApplication::setApplicationVersion(QStringLiteral(GANOSCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("ganoscope"));

    QCommandLineParser parser;
    parser.setApplicationDescription(say("Learns from unlabelled electron micrographs, then segments, denoises and sharpens with few labels."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption theme(QStringLiteral("theme"), say("Colours of the window: system, light or dark."), QStringLiteral("theme"));
    parser.addOption(theme);
    const QCommandLineOption trying(QStringLiteral("selftest"), say("Tries everything once without opening a window, in half a minute, and says what does not work."));
    parser.addOption(trying);
    QCommandLineOption timeStart(QStringLiteral("end-at-first-paint"));
    timeStart.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(timeStart);
    parser.addPositionalArgument(QStringLiteral("path"), say("A run, a folder of images, an image, or a model to open."), QStringLiteral("[path]"));
    parser.process(application);

    gano::look::apply(application, themeOf(parser.value(theme)));
    QApplication::setWindowIcon(gano::look::icon(QStringLiteral("ganoscope")));
    if (selfTest) return gano::runSelfTest();
    gano::MainWindow window;
    EndAtFirstPaint ending;
    if (parser.isSet(timeStart)) window.installEventFilter(&ending);
    window.show();
    if (const auto given = parser.positionalArguments(); !given.isEmpty()) {
        const auto path = gano::toPath(given.front());
        QTimer::singleShot(0, &window, [&window, path] { window.openPath(path); });
    }
    return QApplication::exec();
}
