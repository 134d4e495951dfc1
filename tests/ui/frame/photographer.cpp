// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/frame/photographer.h"

#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QElapsedTimer>
#include <QPushButton>
#include <QScrollArea>
#include <QThread>
#include <QToolButton>
#include <cstdio>

#include "ui/frame/main_window.h"

namespace pictures {
namespace {

QPushButton* nextButton(const QWidget& wizard) {
    for (auto* button : wizard.findChildren<QPushButton*>())
        if (button->isVisible() && button->text().remove(QLatin1Char('&')).startsWith(QLatin1String("Next"))) return button;
    return nullptr;
}

}  // namespace

void live(int milliseconds, const std::function<bool()>& done) {
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < milliseconds && !(done && done())) {
        QApplication::processEvents(QEventLoop::AllEvents, 20);
        QThread::msleep(10);
    }
}

void Photographer::take(const QString& name, QWidget* what) const {
    const auto file = QDir(folder_).filePath(name + ending_ + QStringLiteral(".png"));
    (what == nullptr ? &window_ : what)->grab().save(file);
    std::printf("%s\n", qUtf8Printable(file));
    std::fflush(stdout);
}

void Photographer::takeWizard(const gano::WizardStart& start) const {
    window_.startWizard(start);
    live(1500);
    auto* wizard = window_.findChild<gano::TrainingWizard*>();
    if (wizard == nullptr) return;
    for (int step = 1; step <= 5; ++step) {
        live(4000);
        take(QStringLiteral("wizard-%1").arg(step), wizard);
        for (auto* fold : wizard->findChildren<QToolButton*>())
            if (fold->isVisible() && fold->text().startsWith(QLatin1String("All settings"))) takeSettings(*wizard, *fold);
        auto* next = nextButton(*wizard);
        if (next == nullptr) break;
        live(20000, [next] { return next->isEnabled(); });
        next->click();
    }
    wizard->reject();
    live(200);
}

/// All settings, at the batch size, which the program may choose.
void Photographer::takeSettings(QWidget& wizard, QToolButton& fold) const {
    fold.click();
    live(200);
    for (auto* box : wizard.findChildren<QCheckBox*>()) {
        if (!box->text().startsWith(QLatin1String("Automatic"))) continue;
        for (auto* scroll : wizard.findChildren<QScrollArea*>())
            if (scroll->isAncestorOf(box)) scroll->ensureWidgetVisible(box, 0, 240);
        live(200);
        take(QStringLiteral("wizard-settings"), &wizard);
        box->click();
        live(6000);
        take(QStringLiteral("wizard-settings-automatic"), &wizard);
        box->click();
    }
    fold.click();
}

}  // namespace pictures
