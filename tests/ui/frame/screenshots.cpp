// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// Takes pictures of every page on given data: 1280 × 800 and 3840 × 2160 at scale 2, light and dark.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QToolButton>
#include <cstdio>

#include "tests/ui/frame/page_pictures.h"
#include "ui/frame/library.h"
#include "ui/frame/main_window.h"
#include "ui/inspect/inspect_page.h"
#include "ui/run/run_page.h"
#include "ui/run/run_session.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace {

using gano::MainWindow;
using pictures::live;

struct Wanted {
    QString out, runs, run, images, truth, model;
    QStringList looks;  ///< "name,images,truth,model": further predictions to look at.
    QStringList ills;  ///< Runs in which the doctor finds something.
    QStringList studies;  ///< "name,folder": studies to show.
    QString file;  ///< Or folder of a microscope's own files.
    bool train = false;
};

void takeAll(const Wanted& wanted, QSize size, const QString& ending) {
    MainWindow window;
    window.setMinimumSize(QSize(0, 0));
    window.resize(size);
    window.show();
    const pictures::Photographer photographer(window, wanted.out, ending);
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
    pictures::takeStudies(window, photographer, wanted.studies);
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
    if (!wanted.file.isEmpty()) pictures::takeFile(window, photographer, wanted.file);
    for (const auto& look : wanted.looks) pictures::takeLook(window, photographer, look.split(QLatin1Char(',')));
    QTemporaryDir runs;
    if (const auto samples = library.samples(); wanted.train && samples) pictures::trainForAWhile(window, photographer, *samples, gano::toPath(runs.path()));
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
