// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// Takes pictures of every page on given data: 1280 × 800 and 3840 × 2160 at scale 2, light and dark.
#include <QApplication>
#include <QCheckBox>
#include <QCommandLineParser>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>
#include <QToolButton>
#include <cstdio>

#include "ui/frame/library.h"
#include "ui/frame/main_window.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/inspector.h"
#include "ui/inspect/metadata_panel.h"
#include "ui/inspect/scale_dialog.h"
#include "ui/run/run_page.h"
#include "ui/run/run_session.h"
#include "ui/study/study_card.h"
#include "ui/study/study_form.h"
#include "ui/study/study_page.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace {

using gano::MainWindow;

/// Lets the program work for so long, or until `done`.
void live(int milliseconds, const std::function<bool()>& done = {}) {
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < milliseconds && !(done && done())) {
        QApplication::processEvents(QEventLoop::AllEvents, 20);
        QThread::msleep(10);
    }
}

class Photographer {
public:
    Photographer(MainWindow& window, const QString& folder, const QString& ending) : window_(window), folder_(folder), ending_(ending) {}

    void take(const QString& name, QWidget* what = nullptr) const {
        const auto file = QDir(folder_).filePath(name + ending_ + QStringLiteral(".png"));
        (what == nullptr ? &window_ : what)->grab().save(file);
        std::printf("%s\n", qUtf8Printable(file));
        std::fflush(stdout);
    }

    /// Every step of the wizard, as far as Next leads.
    void takeWizard(const gano::WizardStart& start) const {
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

private:
    /// All settings, at the batch size, which the program may choose.
    void takeSettings(QWidget& wizard, QToolButton& fold) const {
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

    static QPushButton* nextButton(const QWidget& wizard) {
        for (auto* button : wizard.findChildren<QPushButton*>())
            if (button->isVisible() && button->text().remove(QLatin1Char('&')).startsWith(QLatin1String("Next"))) return button;
        return nullptr;
    }

    MainWindow& window_;
    QString folder_, ending_;
};

struct Wanted {
    QString out, runs, run, images, truth, model;
    QStringList looks;  ///< "name,images,truth,model": further predictions to look at.
    QStringList ills;  ///< Runs in which the doctor finds something.
    QStringList studies;  ///< "name,folder": studies to show.
    QString file;  ///< Or folder of a microscope's own files.
    bool train = false;
};

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

/// Predicts a folder and takes the inspect page with it: name, images, truth (may be empty), model.
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

QPushButton* buttonOf(const QWidget& place, const QString& words) {
    for (auto* button : place.findChildren<QPushButton*>())
        if (button->isVisible() && button->text() == words) return button;
    return nullptr;
}

/// A microscope's own file: its scale, the dialog that sets it, and what the file says.
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

/// Choosing a study, its form on the sample images, every study given, and a folder that is none.
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

void takeAll(const Wanted& wanted, QSize size, const QString& ending) {
    MainWindow window;
    window.setMinimumSize(QSize(0, 0));
    window.resize(size);
    window.show();
    const Photographer photographer(window, wanted.out, ending);
    const auto& library = window.library();
    live(8000, [&library] { return library.isRead(); });
    live(1500);
    photographer.take(QStringLiteral("home"));
    if (const auto samples = library.samples()) {
        const auto precipitates = *samples / "precipitates";
        photographer.takeWizard({.images = precipitates / "images", .targets = precipitates / "masks", .task = "segmentation"});
        window.openPath(*samples / "axons");
        live(800);
        photographer.take(QStringLiteral("dropped-folder"));
    }
    window.showPage(MainWindow::ModelsPlace);
    live(2500);
    photographer.take(QStringLiteral("models"));
    takeStudies(window, photographer, wanted.studies);
    window.showPage(MainWindow::TrainPlace);
    live(300);
    photographer.take(QStringLiteral("train-empty"));
    window.showPage(MainWindow::InspectPlace);
    live(300);
    photographer.take(QStringLiteral("inspect-empty"));
    if (!wanted.run.isEmpty()) {
        window.openRun(gano::toPath(wanted.run));
        live(2500);
        photographer.take(QStringLiteral("train-done"));
        window.inspectRun(gano::toPath(wanted.run));
        live(6000);
        photographer.take(QStringLiteral("inspect-run"));
    }
    for (const auto& ill : wanted.ills) {
        window.openRun(gano::toPath(ill));
        live(2500);
        for (auto* details : window.runPage().findChildren<QToolButton*>())
            if (details->isVisible() && details->text().startsWith(QLatin1String("Details"))) details->setChecked(true);
        live(500);
        photographer.take(QStringLiteral("train-") + QFileInfo(ill).fileName());
    }
    if (!wanted.images.isEmpty()) {
        window.openImages(gano::toPath(wanted.images));
        if (!wanted.truth.isEmpty()) window.inspect().openTargets(gano::toPath(wanted.truth));
        if (!wanted.model.isEmpty()) window.useModel(gano::toPath(wanted.model));
        live(4000);
        if (!wanted.model.isEmpty()) {
            window.inspect().predictAll();
            live(1000);
            live(120000, [&window] { return !window.session().isBusy(); });
        }
        live(3000);
        photographer.take(QStringLiteral("inspect-folder"));
    }
    if (!wanted.file.isEmpty()) takeFile(window, photographer, wanted.file);
    for (const auto& look : wanted.looks) takeLook(window, photographer, look.split(QLatin1Char(',')));
    QTemporaryDir runs;
    if (const auto samples = library.samples(); wanted.train && samples) trainForAWhile(window, photographer, *samples, gano::toPath(runs.path()));
    window.close();
}

struct Picture {
    const char *theme, *size, *scale, *ending;
};

int takeInChildren(const QStringList& arguments) {
    static constexpr Picture kPictures[] = {{"light", "1280x800", "1", "-light"},
                                            {"dark", "1280x800", "1", "-dark"},
                                            {"light", "1920x1080", "2", "-light-4k"},
                                            {"dark", "1920x1080", "2", "-dark-4k"}};
    for (const auto& picture : kPictures) {
        QProcess child;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("GANOSCOPE_THEME"), QLatin1String(picture.theme));
        environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QLatin1String(picture.scale));
        child.setProcessEnvironment(environment);
        child.setProcessChannelMode(QProcess::ForwardedChannels);
        child.start(QApplication::applicationFilePath(), arguments + QStringList{QStringLiteral("--size"), QLatin1String(picture.size),
                                                                                QStringLiteral("--ending"), QLatin1String(picture.ending)});
        child.waitForFinished(-1);
        if (child.exitStatus() != QProcess::NormalExit || child.exitCode() != 0) return 1;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Ganoscope"));
    QApplication::setApplicationVersion(QStringLiteral(GANOSCOPE_VERSION));
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Takes pictures of every page of the window on given data."));
    parser.addHelpOption();
    const auto option = [&parser](const char* name, const char* what) {
        parser.addOption({QLatin1String(name), QLatin1String(what), QLatin1String(name)});
    };
    option("out", "Folder for the pictures.");
    option("runs", "Folder whose runs are listed on the home page.");
    option("run", "A finished run to show and to inspect.");
    option("ill", "A run in which the training doctor finds something; may be given several times.");
    option("images", "A folder of images to inspect.");
    option("truth", "The truth of these images.");
    option("model", "A run or model that predicts them.");
    option("look", "Further predictions to look at, as NAME,IMAGES,TRUTH,MODEL.");
    option("study", "A study to show, as NAME,FOLDER; may be given several times.");
    option("file", "A microscope's own file, for its metadata and scale.");
    option("size", "Only this window size, for example 1280x800.");
    option("ending", "What the names of the pictures end in.");
    parser.addOption({QStringLiteral("train"), QStringLiteral("Also train on the sample images, for pictures of a running training.")});
    parser.process(application);

    const Wanted wanted{parser.value(QStringLiteral("out")), parser.value(QStringLiteral("runs")), parser.value(QStringLiteral("run")),
                        parser.value(QStringLiteral("images")), parser.value(QStringLiteral("truth")), parser.value(QStringLiteral("model")),
                        parser.values(QStringLiteral("look")), parser.values(QStringLiteral("ill")),
                        parser.values(QStringLiteral("study")), parser.value(QStringLiteral("file")),
                        parser.isSet(QStringLiteral("train"))};
    if (wanted.out.isEmpty()) parser.showHelp(1);
    QDir().mkpath(wanted.out);
    if (!parser.isSet(QStringLiteral("size"))) return takeInChildren(QApplication::arguments().mid(1));

    // The user's own settings stay out of the pictures, and the pictures out of the settings.
    QTemporaryDir settings;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    QApplication::setOrganizationName(QStringLiteral("Ganoscope"));
    if (!wanted.runs.isEmpty()) QSettings().setValue(QStringLiteral("library/runs folder"), QDir(wanted.runs).absolutePath());
    gano::look::apply(application, gano::look::Theme::System);
    const auto sides = parser.value(QStringLiteral("size")).split(QLatin1Char('x'));
    if (sides.size() != 2) parser.showHelp(1);
    takeAll(wanted, QSize(sides[0].toInt(), sides[1].toInt()), parser.value(QStringLiteral("ending")));
    return 0;
}
