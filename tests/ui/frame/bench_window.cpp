// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// What the window does alone, and while a training in the same program computes on every core: how fast the program starts, a
/// huge image opens and moves, a folder of 100,000 images shows its first pictures and scrolls, and how long the interface
/// ever stalls. At the end a table holds both beside what is aimed at. `--only start`, `image` or `folder` measures that alone.
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QProcess>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "core/formats/tiff_writer.h"
#include "ui/frame/library.h"
#include "ui/frame/main_window.h"
#include "ui/inspect/inspect_page.h"
#include "ui/run/run_header.h"
#include "ui/run/run_session.h"
#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/view/image_view.h"

namespace fs = std::filesystem;

namespace {

using gano::MainWindow;

constexpr int kHugeSide = 16384;  ///< px
constexpr int kManyImages = 100000;
constexpr int kFrames = 400;
constexpr int kStarts = 5;
constexpr int kRestMs = 4000;
constexpr int kTrainingMs = 30000;  ///< Long enough for the ends of epochs, with their pictures, curves and checkpoints.

/// The figures that something is aimed at, by name: without a training and while one runs.
class Goals {
public:
    void begin(bool training) { training_ = training; }
    void note(const std::string& name, double aim, double found, const char* unit = "ms") {
        auto known = std::ranges::find(rows_, name, &Row::name);
        if (known == rows_.end()) known = rows_.insert(known, {name, unit, aim, 0.0, 0.0});
        (training_ ? known->training : known->alone) = found;
    }
    /// False when one is missed.
    bool print() const {
        bool all = true;
        std::printf("\n| %-44s | aimed at | alone | while training | met |\n|%s|----------|-------|----------------|-----|\n", "window", std::string(46, '-').c_str());
        for (const auto& row : rows_) {
            const bool met = row.alone <= row.aim && row.training <= row.aim;
            all = all && met;
            std::printf("| %-44s | %5.4g %s | %5.4g | %14.4g | %-3s |\n", row.name.c_str(), row.aim, row.unit.c_str(), row.alone, row.training, met ? "yes" : "no");
        }
        return all;
    }

private:
    struct Row {
        std::string name, unit;
        double aim = 0.0, alone = 0.0, training = 0.0;
    };
    std::vector<Row> rows_;
    bool training_ = false;
};

Goals goals;

struct Timings {
    std::vector<double> milliseconds;
    double part(double share) {
        if (milliseconds.empty()) return 0.0;
        const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(milliseconds.size() - 1));
        std::nth_element(milliseconds.begin(), milliseconds.begin() + place, milliseconds.end());
        return milliseconds[static_cast<std::size_t>(place)];
    }
    void print(const char* what) {
        const double median = part(0.5);
        std::printf("%-44s median %6.1f ms (%.0f per second), 99th percentile %6.1f ms, longest %6.1f ms\n", what, median, 1000.0 / std::max(median, 1e-3), part(0.99), part(1.0));
        std::fflush(stdout);
    }
};

/// The longest time between two turns of the event loop since it was last asked for.
class Heartbeat : public QObject {
public:
    Heartbeat() {
        timer_.setTimerType(Qt::PreciseTimer);
        connect(&timer_, &QTimer::timeout, this, [this] { longest_ = std::max(longest_, clock_.restart()); });
        timer_.start(2);
        clock_.start();
    }
    qint64 takeLongest() { return std::exchange(longest_, 0); }
    void print(const char* what) {
        const auto longest = takeLongest();
        worst_ = std::max(worst_, longest);
        std::printf("%-44s %lld ms\n", what, static_cast<long long>(longest));
    }
    /// Of all that were printed since it was last asked for.
    qint64 takeWorst() { return std::exchange(worst_, 0); }

private:
    QTimer timer_;
    QElapsedTimer clock_;
    qint64 longest_ = 0, worst_ = 0;
};

/// Images per second of the training, as the run page tells them.
class Speed : public QObject {
public:
    explicit Speed(gano::RunSession& session) {
        connect(&session, &gano::RunSession::eventsArrived, this, [this](const std::vector<gano::RunEvent>& events) {
            for (const auto& event : events)
                if (const auto* step = std::get_if<gano::StepFinished>(&event); step != nullptr && step->imagesPerSecond > 0) told_.milliseconds.push_back(step->imagesPerSecond);
        });
    }
    double takeMedian() { return std::exchange(told_, {}).part(0.5); }

private:
    Timings told_;
};

void live(int milliseconds, const std::function<bool()>& done = {}) {
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < milliseconds && !(done && done())) {
        QApplication::processEvents(QEventLoop::AllEvents, 5);
        QThread::usleep(300);
    }
}

/// Waits for one more painted frame and says how long that took.
double frame(QWidget& widget) {
    QElapsedTimer clock;
    clock.start();
    QApplication::processEvents(QEventLoop::AllEvents);
    widget.repaint();
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

fs::path makeHuge(const fs::path& folder) {
    gano::Image image(kHugeSide, kHugeSide, gano::SampleType::U16);
    auto samples = image.samples<std::uint16_t>();
    std::uint32_t state = 1;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        state = state * 1664525u + 1013904223u;
        const auto x = static_cast<double>(i % kHugeSide), y = static_cast<double>(i / kHugeSide);
        samples[i] = static_cast<std::uint16_t>(20000.0 + 8000.0 * std::sin(x / 90.0) * std::cos(y / 70.0) + static_cast<double>(state >> 20));
    }
    const auto file = folder / "huge" / "huge.tif";
    fs::create_directories(file.parent_path());
    gano::writeTiff(file, image);
    return file;
}

fs::path makeMany(const fs::path& folder, const fs::path& samples) {
    std::vector<fs::path> originals;
    for (const auto& entry : fs::directory_iterator(samples)) originals.push_back(entry.path());
    const auto many = folder / "many";
    fs::create_directories(many);
    for (int i = 0; i < kManyImages; ++i) {
        const auto& original = originals[static_cast<std::size_t>(i) % originals.size()];
        // Links to a few files: the names count, not the bytes. A file system allows some thousand links to one file.
        const auto source = i % 20000 < static_cast<int>(originals.size()) ? fs::path() : many / ("image_" + std::to_string(i - i % 20000 + i % static_cast<int>(originals.size())) + original.extension().string());
        const auto target = many / ("image_" + std::to_string(i) + original.extension().string());
        std::error_code failed;
        if (!source.empty()) fs::create_hard_link(source, target, failed);
        if (source.empty() || failed) fs::copy_file(original, target);
    }
    return many;
}

gano::ImageView* visibleView(MainWindow& window) {
    for (auto* view : window.findChildren<gano::ImageView*>())
        if (view->isVisible() && view->source()) return view;
    return nullptr;
}

void startTraining(MainWindow& window, const fs::path& samples, const fs::path& run) {
    auto plan = gano::defaultPlan("pretraining");
    plan.data.images = (samples / "unlabelled").string();
    plan.data.patchSize = 160;
    plan.model.generator = "unet_2_44";
    plan.training.crop = 128;
    plan.training.batchSize = 8;
    plan.training.epochs = 1000;
    window.startTraining(plan, run);
    live(60000, [&run] { return fs::exists(gano::RunFolder{run}.metrics()); });
}

/// The median of some starts of the program until its window is painted, beside this one.
void startAnother() {
    Timings starts;
    const auto program = QCoreApplication::applicationDirPath() + QStringLiteral("/ganoscope");
    for (int i = 0; i < kStarts; ++i) {
        QProcess process;
        process.setStandardErrorFile(QProcess::nullDevice());
        QElapsedTimer clock;
        clock.start();
        process.start(program, {QStringLiteral("--end-at-first-paint")});
        live(60000, [&process] { return process.state() == QProcess::NotRunning; });
        if (process.exitCode() != 0) return void(std::printf("The program could not be started.\n"));
        starts.milliseconds.push_back(static_cast<double>(clock.elapsed()));
    }
    std::printf("%-44s %.0f ms, slowest %.0f ms\n", "start of the program to its first window", starts.part(0.5), starts.part(1.0));
    goals.note("start of the program to its first window", 1500, starts.part(0.5));
}

void lookAtHuge(MainWindow& window, const fs::path& file, Heartbeat& beat) {
    QElapsedTimer clock;
    clock.start();
    window.openImages(file.parent_path());
    live(30000, [&window] { const auto* view = visibleView(window); return view != nullptr && view->source()->info() && view->source()->peek(view->source()->levels() - 1, 0, 0); });
    auto* view = visibleView(window);
    if (view == nullptr) return void(std::printf("The huge image could not be opened.\n"));
    view->repaint();
    std::printf("%-44s %lld ms\n", "16,384 x 16,384 px, 16 bit: first view", static_cast<long long>(clock.elapsed()));
    goals.note("16,384 x 16,384 px, 16 bit: first view", 2000, static_cast<double>(clock.elapsed()));
    live(60000, [view] { return view->source()->progress() >= 1.0; });
    std::printf("%-44s %lld ms\n", "the whole of it read once", static_cast<long long>(clock.elapsed()));
    beat.takeLongest();
    Timings zoom, pan;
    for (int i = 0; i < kFrames; ++i) {
        const QPointF at(view->width() * 0.4, view->height() * 0.6);
        QWheelEvent wheel(at, view->mapToGlobal(at), {}, {0, i % 80 < 40 ? 60 : -60}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view, &wheel);
        zoom.milliseconds.push_back(frame(*view));
    }
    view->setZoomPercent(100);
    for (int i = 0; i < kFrames; ++i) {
        auto viewport = view->viewport();
        viewport.centre = {0.5 + 0.3 * std::sin(i / 60.0), 0.5 + 0.3 * std::cos(i / 45.0)};
        view->setViewport(viewport);
        pan.milliseconds.push_back(frame(*view));
    }
    zoom.print("zooming it");
    pan.print("moving it at 100 %");
    goals.note("zooming it, median frame", 1000.0 / 60.0, zoom.part(0.5));
    goals.note("zooming it, 99th percentile", 33, zoom.part(0.99));
    goals.note("moving it, median frame", 1000.0 / 60.0, pan.part(0.5));
    goals.note("moving it, 99th percentile", 33, pan.part(0.99));
    beat.print("longest stall meanwhile");
}

void lookAtMany(MainWindow& window, const fs::path& folder, Heartbeat& beat) {
    beat.takeLongest();
    QElapsedTimer clock;
    clock.start();
    window.openImages(folder);
    QListView* list = nullptr;
    live(60000, [&] {
        for (auto* view : window.findChildren<QListView*>())
            if (view->isVisible() && view->model() != nullptr && view->model()->rowCount() >= kManyImages) list = view;
        return list != nullptr;
    });
    if (list == nullptr) return void(std::printf("The folder of many images could not be opened.\n"));
    std::printf("%-44s %lld ms\n", "100,000 images: the list stands", static_cast<long long>(clock.elapsed()));
    live(1000, [list] { return !list->grab().isNull() && !list->model()->index(3, 0).data(Qt::DecorationRole).isNull(); });
    std::printf("%-44s %lld ms\n", "its first pictures", static_cast<long long>(clock.elapsed()));
    goals.note("100,000 images: first pictures", 1000, static_cast<double>(clock.elapsed()));
    beat.print("longest stall meanwhile");
    Timings scroll;
    auto* bar = list->verticalScrollBar();
    for (int i = 0; i < kFrames; ++i) {
        bar->setValue(static_cast<int>(static_cast<double>(bar->maximum()) * i / kFrames));
        scroll.milliseconds.push_back(frame(*list->viewport()));
    }
    scroll.print("scrolling through all of it");
    goals.note("scrolling through them, 99th percentile", 33, scroll.part(0.99));
}

}  // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QTemporaryDir place;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, place.path());
    QApplication::setOrganizationName(QStringLiteral("Ganoscope"));
    QApplication::setApplicationName(QStringLiteral("Ganoscope"));
    gano::look::apply(application, gano::look::Theme::Dark);
    const auto folder = gano::toPath(place.path());
    QSettings().setValue(QStringLiteral("library/runs folder"), gano::text(folder / "runs"));
    const auto only = QApplication::arguments().mid(1);
    const auto isWanted = [&only](const char* part) { return !only.contains(QStringLiteral("--only")) || only.contains(QLatin1String(part)); };
    const auto huge = isWanted("image") ? makeHuge(folder) : fs::path();
    MainWindow window;
    window.resize(1280, 800);
    window.show();
    live(2000);
    const auto samples = window.library().samples();
    if (!samples) return std::printf("The sample images are not there.\n"), 1;
    const auto many = isWanted("folder") ? makeMany(folder, *samples / "unlabelled") : fs::path();
    Heartbeat beat;
    Speed speed(window.session());
    std::printf("Resident memory before: %s\n", qUtf8Printable(gano::bytesText(gano::residentBytes())));
    for (const bool training : {false, true}) {
        if (training) startTraining(window, *samples, folder / "runs" / "bench");
        std::printf("\n%s\n", training ? "While a training computes on all cores:" : "Without a training:");
        goals.begin(training);
        beat.takeLongest();
        speed.takeMedian();
        live(training ? kTrainingMs : kRestMs);
        beat.print(training ? "longest stall in 30 s of watching the run" : "longest stall in 4 s of rest");
        const double watched = speed.takeMedian();
        if (isWanted("start")) startAnother();
        if (isWanted("image")) lookAtHuge(window, huge, beat);
        if (isWanted("folder")) lookAtMany(window, many, beat);
        if (training) std::printf("%-44s %.3g when watched, %.3g while the window was used\n", "images per second of the training", watched, speed.takeMedian());
        goals.note("longest stall of the window", 50, static_cast<double>(beat.takeWorst()));
        if (!training) std::printf("Resident memory with both: %s\n", qUtf8Printable(gano::bytesText(gano::residentBytes())));
    }
    window.session().stop();
    live(60000, [&window] { return !window.session().isBusy(); });
    if (!goals.print()) std::printf("What is missed is said with \"no\"; on a machine that others use as well, measure again when it is quiet.\n");
    return 0;
}
