// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/self_test.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFontInfo>
#include <QFontMetrics>
#include <QImage>
#include <QPixmap>
#include <QTimer>
#include <QWidget>
#include <algorithm>
#include <cstdio>
#include <set>

#include "ui/frame/main_window.h"
#include "ui/frame/say.h"
#include "ui/style/look.h"

namespace gano {

namespace {

constexpr int kLongest = 300000;   // ms; half a minute is usual, a busy computer takes longer
constexpr int kScreenWait = 30000;

/// Fewer than a window with text and icons has, more than an empty one.
constexpr std::size_t kFewColours = 16;

std::size_t coloursIn(const QImage& picture) {
    std::set<QRgb> colours;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x) colours.insert(picture.pixel(x, y));
    return colours.size();
}

bool isEmpty(const QImage& picture) {
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            if (qAlpha(picture.pixel(x, y)) > 0) return false;
    return true;
}

SelfTestLine drawNewWindow() {
    MainWindow window;
    window.resize(1280, 800);
    window.show();
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 500) QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
    return drawWindow(window);
}

/// With the screen of whoever asks, if there is one: another process, because a program has one window system.
SelfTestLine showWindow(bool onScreen) {
    const std::string name = "Screen";
    if (!onScreen) return {name, "none here (neither DISPLAY nor WAYLAND_DISPLAY is set), so that the window was drawn without one"};
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--end-at-first-paint")});
    if (process.waitForFinished(kScreenWait) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0) return {name, "a window was shown on it"};
    const auto heard = QString::fromLocal8Bit(process.readAll()).simplified();
    return {name, "A window could not be shown on it: " + (heard.isEmpty() ? std::string("it did not answer in time.") : heard.toStdString()),
            "Start Ganoscope from a terminal of the desktop; over ssh, use ssh -X."};
}

}  // namespace

SelfTestLine drawWindow(QWidget& window) {
    const std::string name = "Window", remedy = "Install Ganoscope again; if it stays like this, send these lines with a report of the problem.";
    const auto picture = window.grab().toImage();
    const auto font = QApplication::font();
    const auto family = QFontInfo(font).family().toStdString();
    if (family.empty() || !QFontMetrics(font).inFont(QLatin1Char('m')) || QFontMetrics(font).horizontalAdvance(QLatin1Char('m')) <= 0)
        return {name, "No font with letters was found.", "Install a font, for example DejaVu Sans."};
    if (isEmpty(look::icon(QStringLiteral("ganoscope")).pixmap(QSize(32, 32)).toImage())) return {name, "Icons cannot be drawn: Qt's part for SVG is missing.", remedy};
    const auto colours = coloursIn(picture);
    if (colours < kFewColours) return {name, "The window was drawn empty.", remedy};
    return {name, say("drawn, %1 × %2 px, with the font %3").arg(picture.width()).arg(picture.height()).arg(QString::fromStdString(family)).toStdString()};
}

int runSelfTest() {
    const auto print = [](const std::string& line) {
        std::puts(line.c_str());
        std::fflush(stdout);
    };
    const bool onScreen = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    SelfTestAdditions additions;
    additions.libraries = {std::string("Qt ") + qVersion()};
    additions.window = drawNewWindow;
    RunControl control;
    auto lines = selfTest(additions, control, [&](const SelfTestLine& line) { print(selfTestText(line)); });
    lines.push_back(showWindow(onScreen));
    print(selfTestText(lines.back()));
    const auto verdict = selfTestVerdict(lines);
    print("\n" + verdict);
    return std::ranges::all_of(lines, &SelfTestLine::works) ? 0 : 1;
}

SelfTestProcess::SelfTestProcess(QObject* parent) : QObject(parent) {
    process_.setProcessChannelMode(QProcess::SeparateChannels);
    connect(&process_, &QProcess::finished, this, [this] { end(true); });
    connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) end(false);
    });
}

SelfTestProcess::~SelfTestProcess() {
    process_.disconnect(this);
    process_.kill();
    process_.waitForFinished(2000);
}

void SelfTestProcess::start(QString program) {
    if (isRunning()) return;
    if (program.isEmpty()) program = QCoreApplication::applicationDirPath() + QStringLiteral("/ganoscope");
    process_.start(program, {QStringLiteral("--selftest")});
    QTimer::singleShot(kLongest, &process_, &QProcess::kill);
}

void SelfTestProcess::end(bool began) {
    auto text = QString::fromUtf8(process_.readAllStandardOutput()).trimmed();
    QString verdict;
    if (!began) verdict = say("The self-test could not be started: %1.").arg(process_.errorString());
    else if (process_.exitStatus() == QProcess::CrashExit) verdict = say("The self-test broke off after the last line above.");
    if (verdict.isEmpty()) verdict = text.section(QLatin1Char('\n'), -1);
    else text += QStringLiteral("\n\n") + verdict;
    Q_EMIT finished(text, verdict);
}

}  // namespace gano

#include "moc_self_test.cpp"
