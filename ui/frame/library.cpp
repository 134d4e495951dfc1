// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/library.h"

#include <QFutureWatcher>
#include <QSettings>
#include <QStandardPaths>
#include <QtConcurrentRun>
#include <algorithm>
#include <utility>

#include "core/base/shipped.h"
#include "ui/frame/run_cards.h"
#include "ui/style/words.h"

namespace gano {

namespace {

namespace fs = std::filesystem;

constexpr int kRemembered = 60;

const auto kRunsKey = QStringLiteral("library/runs folder");
const auto kRememberedKey = QStringLiteral("library/remembered runs");
const auto kForgottenKey = QStringLiteral("library/forgotten runs");

QString entryOf(const fs::path& run) { return text(fs::absolute(run).lexically_normal()); }

/// Moves a run to the front of one list and takes it out of the other.
void move(const fs::path& run, const QString& into, const QString& outOf) {
    QSettings settings;
    auto to = settings.value(into).toStringList();
    auto from = settings.value(outOf).toStringList();
    from.removeAll(entryOf(run));
    to.removeAll(entryOf(run));
    to.prepend(entryOf(run));
    settings.setValue(into, to.mid(0, kRemembered));
    settings.setValue(outOf, from);
}

std::vector<fs::path> modelFilesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

/// What one reading of the disk found.
struct Found {
    std::vector<RunCard> runs;
    std::vector<fs::path> shippedModels, ownModels, trained;
};

Found readAll(const std::vector<fs::path>& remembered, const QStringList& forgotten, const fs::path& runsFolder, const fs::path& modelsFolder) {
    Found found;
    found.runs = readRunCards(remembered, runsFolder);
    std::erase_if(found.runs, [&forgotten](const RunCard& card) { return forgotten.contains(text(card.folder)); });
    if (const auto zoo = shippedFolder(Shipped::Models)) found.shippedModels = modelFilesIn(*zoo);
    found.ownModels = modelFilesIn(modelsFolder);
    std::error_code ignored;
    for (const auto& card : found.runs)
        if (fs::exists(RunFolder{card.folder}.best(), ignored)) found.trained.push_back(card.folder);
    return found;
}

}  // namespace

struct Library::Parts {
    Found found;
    QFutureWatcher<Found> reading;
    bool read = false;
    bool again = false;  ///< Something changed while the disk was being read.

    std::vector<fs::path> remembered() const {
        std::vector<fs::path> list;
        for (const auto& run : QSettings().value(kRememberedKey).toStringList()) list.push_back(toPath(run));
        return list;
    }
};

Library::Library(QObject* parent) : QObject(parent), parts_(std::make_unique<Parts>()) {
    connect(&parts_->reading, &QFutureWatcherBase::finished, this, [this] {
        parts_->found = parts_->reading.result();
        parts_->read = true;
        if (std::exchange(parts_->again, false)) refresh();
        Q_EMIT changed();
    });
}

Library::~Library() = default;

fs::path Library::runsFolder() const {
    const auto set = QSettings().value(kRunsKey).toString();
    if (!set.isEmpty()) return toPath(set);
    return toPath(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)) / "Ganoscope" / "runs";
}

fs::path Library::modelsFolder() const {
    return toPath(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)) / "models";
}

void Library::setRunsFolder(const fs::path& folder) {
    QSettings().setValue(kRunsKey, text(folder));
    refresh();
}

void Library::remember(const fs::path& run) {
    move(run, kRememberedKey, kForgottenKey);
    refresh();
}

void Library::forget(const fs::path& run) {
    move(run, kForgottenKey, kRememberedKey);
    refresh();
}

void Library::moved(const fs::path& from, const fs::path& to) {
    QSettings settings;
    auto list = settings.value(kRememberedKey).toStringList();
    list.removeAll(entryOf(from));
    settings.setValue(kRememberedKey, list);
    remember(to);
}

std::vector<RunCard> Library::runs() const { return parts_->found.runs; }

std::vector<fs::path> Library::models() const {
    auto all = parts_->found.shippedModels;
    all.insert(all.end(), parts_->found.ownModels.begin(), parts_->found.ownModels.end());
    all.insert(all.end(), parts_->found.trained.begin(), parts_->found.trained.end());
    return all;
}

std::vector<fs::path> Library::shippedModels() const { return parts_->found.shippedModels; }

std::optional<fs::path> Library::samples() const { return shippedFolder(Shipped::Samples); }

bool Library::isRead() const { return parts_->read; }

void Library::refresh() {
    if (parts_->reading.isRunning()) {
        parts_->again = true;
        return;
    }
    parts_->reading.setFuture(QtConcurrent::run(readAll, parts_->remembered(), QSettings().value(kForgottenKey).toStringList(), runsFolder(), modelsFolder()));
}

}  // namespace gano

#include "moc_library.cpp"
