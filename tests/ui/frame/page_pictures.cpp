// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/frame/page_pictures.h"

#include <QDir>
#include <QPushButton>
#include <QTabWidget>

#include "core/study/ready_made.h"
#include "core/train/plan.h"
#include "ui/frame/main_window.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/inspector.h"
#include "ui/inspect/metadata_panel.h"
#include "ui/inspect/scale_dialog.h"
#include "ui/run/run_session.h"
#include "ui/study/study_card.h"
#include "ui/study/study_page.h"
#include "ui/style/words.h"

namespace pictures {

using gano::MainWindow;

namespace {

/// A study while it runs, and when it was stopped.
void studyForAWhile(MainWindow& window, const Photographer& photographer, gano::TrainPlan plan, const std::filesystem::path& runs) {
    plan.data.testPart = 0.2;
    gano::StudyChoices choices;
    choices.values = "0.0002,0.002";
    choices.seeds = 2;
    choices.steps = 40;
    choices.checks = 8;
    int parts = 0, epochs = 0;
    const auto counting = QObject::connect(&window.session(), &gano::RunSession::eventsArrived, &window, [&](const std::vector<gano::RunEvent>& events) {
        for (const auto& event : events) {
            parts += std::holds_alternative<gano::PartFinished>(event) ? 1 : 0;
            epochs = std::holds_alternative<gano::PartStarted>(event) ? 0 : epochs + (std::holds_alternative<gano::EpochFinished>(event) ? 1 : 0);
        }
    });
    window.startStudy(gano::makeStudy("which-learning-rate", plan, choices), runs / "learning rate");
    live(1500);
    photographer.take(QStringLiteral("study-preparing"));
    live(240000, [&] { return (parts >= 1 && epochs >= 3) || !window.session().isBusy(); });
    live(2500);
    photographer.take(QStringLiteral("study-running"));
    window.session().stop();
    live(60000, [&] { return !window.session().isBusy(); });
    live(2500);
    photographer.take(QStringLiteral("study-stopped"));
    QObject::disconnect(counting);
}

QPushButton* buttonOf(const QWidget& place, const QString& words) {
    for (auto* button : place.findChildren<QPushButton*>())
        if (button->isVisible() && button->text() == words) return button;
    return nullptr;
}

}  // namespace

void trainForAWhile(MainWindow& window, const Photographer& photographer, const std::filesystem::path& samples, const std::filesystem::path& runs) {
    auto plan = gano::defaultPlan("segmentation");
    plan.data.images = (samples / "precipitates" / "images").string();
    plan.data.targets = (samples / "precipitates" / "masks").string();
    plan.data.groupPattern = "^(spot\\d+)_";
    plan.data.patchSize = 128;
    plan.data.validationPart = 0.3;
    plan.data.testPart = 0.0;
    plan.model.generator = "unet_2_44";
    plan.training.crop = 96;
    plan.training.batchSize = 4;
    plan.training.epochs = 12;
    studyForAWhile(window, photographer, plan, runs);
    int epochs = 0;
    QObject::connect(&window.session(), &gano::RunSession::eventsArrived, &window, [&epochs](const std::vector<gano::RunEvent>& events) {
        for (const auto& event : events) epochs += std::holds_alternative<gano::EpochFinished>(event) ? 1 : 0;
    });
    window.startTraining(plan, runs / "gamma-prime precipitates");
    live(2000);
    photographer.take(QStringLiteral("train-preparing"));
    live(240000, [&] { return epochs >= 5 || !window.session().isBusy(); });
    live(1500);
    photographer.take(QStringLiteral("train-running"));
    window.showPage(MainWindow::HomePlace);
    live(3500);
    photographer.take(QStringLiteral("home-while-training"));
    window.session().stop();
    live(60000, [&] { return !window.session().isBusy(); });
    window.showPage(MainWindow::TrainPlace);
    live(2500);
    photographer.take(QStringLiteral("train-stopped"));
}

void takeLook(MainWindow& window, const Photographer& photographer, const QStringList& parts) {
    if (parts.size() != 4) return;
    window.openImages(gano::toPath(parts[1]));
    if (!parts[2].isEmpty()) window.inspect().openTargets(gano::toPath(parts[2]));
    window.useModel(gano::toPath(parts[3]));
    live(3000);
    window.inspect().predictAll();
    live(1500);
    live(120000, [&window] { return !window.session().isBusy(); });
    live(3000);
    photographer.take(QStringLiteral("inspect-") + parts[0]);
}

void takeFile(MainWindow& window, const Photographer& photographer, const QString& place) {
    window.openImages(gano::toPath(place));
    live(3000);
    photographer.take(QStringLiteral("inspect-file"));
    if (auto* set = buttonOf(window.inspect(), QStringLiteral("Set scale…"))) {
        set->click();
        live(500);
        if (auto* dialog = window.findChild<gano::ScaleDialog*>()) photographer.take(QStringLiteral("scale-dialog"), dialog), dialog->reject();
    }
    if (auto* all = buttonOf(window.inspect(), QStringLiteral("All metadata…"))) {
        if (auto* column = window.findChild<gano::Inspector*>()) column->ensureWidgetVisible(all);
        live(500);
        photographer.take(QStringLiteral("inspect-file-metadata"));
        all->click();
        live(500);
        if (auto* dialog = window.findChild<gano::MetadataDialog*>()) photographer.take(QStringLiteral("metadata-dialog"), dialog), dialog->reject();
    }
}

void takeStudies(MainWindow& window, const Photographer& photographer, const QStringList& studies) {
    auto& page = window.studyPage();
    page.choose();
    window.showPage(MainWindow::StudyPlace);
    live(500);
    photographer.take(QStringLiteral("study-empty"));
    if (auto* card = page.findChild<gano::StudyCard*>(QStringLiteral("does-pretraining-help"))) {
        card->click();
        live(300);
        photographer.take(QStringLiteral("study-form-empty"));
        if (auto* samples = buttonOf(page, QStringLiteral("Use the sample images"))) samples->click();
        live(2500);
        photographer.take(QStringLiteral("study-form-measuring"));
        live(60000, [&page] { return buttonOf(page, QStringLiteral("Cancel measuring")) == nullptr; });
        live(500);
        photographer.take(QStringLiteral("study-form"));
    }
    for (const auto& study : studies) {
        window.openStudy(gano::toPath(study.section(QLatin1Char(','), 1)));
        live(3000);
        auto* tabs = page.findChild<QTabWidget*>();
        for (int tab = 0; tab < tabs->count(); ++tab) {
            if (!tabs->isTabVisible(tab)) continue;
            tabs->setCurrentIndex(tab);
            live(800);
            photographer.take(QStringLiteral("study-%1-%2").arg(study.section(QLatin1Char(','), 0, 0)).arg(tab + 1));
        }
        tabs->setCurrentIndex(0);
    }
    window.openStudy(gano::toPath(QDir::temp().filePath(QStringLiteral("moved away"))));
    live(1500);
    photographer.take(QStringLiteral("study-failed"));
}

}  // namespace pictures
