// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// How long the application takes from its start to its first painted window, in wall time.
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <algorithm>
#include <cstdio>
#include <vector>

namespace {

constexpr int kStarts = 7;

}  // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const auto program = QCoreApplication::applicationDirPath() + QStringLiteral("/ganoscope");
    auto environment = QProcessEnvironment::systemEnvironment();
    if (!environment.contains(QStringLiteral("DISPLAY")) && !environment.contains(QStringLiteral("WAYLAND_DISPLAY")))
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    std::vector<qint64> milliseconds;
    for (int i = 0; i < kStarts; ++i) {
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setStandardErrorFile(QProcess::nullDevice());
        QElapsedTimer clock;
        clock.start();
        process.start(program, {QStringLiteral("--end-at-first-paint")});
        if (!process.waitForFinished(60000) || process.exitCode() != 0) {
            std::fprintf(stderr, "%s could not be started.\n", qUtf8Printable(program));
            return 1;
        }
        milliseconds.push_back(clock.elapsed());
    }
    std::printf("From the start of the program to its end after the first painted window:\n");
    const auto print = [](const char* what, qint64 time) { std::printf("%-44s %lld ms\n", what, static_cast<long long>(time)); };
    print("first start", milliseconds.front());
    std::ranges::sort(milliseconds);
    print("median", milliseconds[kStarts / 2]);
    print("slowest", milliseconds.back());
    return 0;
}
