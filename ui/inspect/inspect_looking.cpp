// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDesktopServices>
#include <QFileDialog>
#include <QMenu>
#include <QUrl>
#include <numeric>
#include <utility>

#include "core/predict/network_grid.h"
#include "core/train/run_folder.h"
#include "ui/inspect/compare_view.h"
#include "ui/inspect/exporter.h"
#include "ui/inspect/image_list.h"
#include "ui/inspect/inspect_parts.h"
#include "ui/inspect/inspector.h"
#include "ui/inspect/predict_bar.h"
#include "ui/inspect/scale_setting.h"
#include "ui/run/run_session.h"
#include "ui/style/message_bar.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"

namespace fs = std::filesystem;

namespace gano {

using State = ImageListModel::State;

void InspectPage::Parts::showLoading(const QString& sentence, qint64 done, qint64 total) {
    state->showLoading(sentence, done, total, true);
    message->hide();
}

void InspectPage::Parts::showLoaded() {
    key = -1;
    frame = 0;
    contents.setImage(std::nullopt, true);
    updateActions();
    if (library.model().count() == 0) {
        onState = Action::ChooseImages;
        state->showEmpty(tr("There are no images in %1.").arg(text(library.set().images)), tr("Open other images…"));
        return;
    }
    state->showContent();
    list->setCurrent(library.model().keyAt(0));
    list->takeFocus();
    if (predictWhenReady) predict(allKeys());
    predictWhenReady = false;
}

void InspectPage::Parts::showFailed(const QString& sentence, bool imagesMissing) {
    predictWhenReady = false;
    onState = imagesMissing ? Action::FindRunImages : Action::ChooseImages;
    state->showFailed(sentence, imagesMissing ? tr("Choose where they are…") : tr("Open other images…"));
}

void InspectPage::Parts::showWarning(const QString& sentence, bool targetsMissing) {
    onMessage = targetsMissing ? Action::ChooseTruth : Action::None;
    message->tell(MessageBar::Kind::Warning, sentence, targetsMissing ? tr("Choose where they are…") : QString());
}

void InspectPage::Parts::actOnState() {
    if (onState != Action::FindRunImages) return chooseImages();
    const auto folder = QFileDialog::getExistingDirectory(&page, tr("Where are the images of this run now?"));
    if (!folder.isEmpty()) library.openRun(library.run(), toPath(folder));
}

void InspectPage::Parts::actOnMessage() {
    switch (onMessage) {
        case Action::ChooseTruth: return chooseTruth();
        case Action::ChooseModel: return chooseModel();
        case Action::MatchPixelSize: return matchPixelSize();
        case Action::ShowFolder: QDesktopServices::openUrl(QUrl::fromLocalFile(text(folderToShow))); return;
        default: message->hide();
    }
}

void InspectPage::Parts::lookAt(int at) {
    if (at == key) return;
    key = at;
    frame = 0;
    openSource(false);
    if (key >= 0) library.hurry(key);
}

void InspectPage::Parts::lookAgain() { openSource(true); }

void InspectPage::Parts::followResults() {
    predictWhatIsMissing();
    openSource(false);
}

void InspectPage::Parts::openSource(bool again) {
    const auto kept = compare->viewport();
    if (key < 0) {
        contents.setImage(std::nullopt, again);
    } else {
        contents.setImage(library.inspected(key, frame), again);
        compare->setViewport(kept);
        if (const auto input = contents.source(Content::Input)) {
            connect(input.get(), &ImageSource::opened, this, &Parts::showFacts, Qt::UniqueConnection);
            connect(input.get(), &ImageSource::failed, this, &Parts::showFacts, Qt::UniqueConnection);
            connect(input.get(), &ImageSource::opened, compare, &CompareView::tellZoom, Qt::UniqueConnection);
        }
    }
    showFacts();
    updateActions();
    compare->tellZoom();
}

void InspectPage::Parts::setFrame(int to) {
    frame = to;
    openSource(false);
}

void InspectPage::Parts::showFacts() {
    inspector->refresh();
    list->updateCounts();
    if (key < 0) return;
    const auto input = contents.source(Content::Input);
    const auto info = input ? input->info() : std::nullopt;
    compare->setFrames(info && !library.model().entry(key).ownFrame ? info->frames : 1, frame);
    if (info) tellOfPixelSize(*info);
    const auto& scores = library.model().scores(key);
    QString reason;
    if (scores.empty()) {
        const auto problem = library.model().data(library.model().index(library.model().rowOf(key)), ImageListModel::ReasonRole).toString();
        if (!contents.available(Content::Output)) reason = contents.reason(Content::Output);
        else if (!contents.available(Content::Truth)) reason = contents.reason(Content::Truth);
        else reason = problem.isEmpty() ? tr("Being scored…") : problem;
    }
    inspector->showScores(scores, library.mean(), library.model().scored(), reason);
}

void InspectPage::Parts::askForScale() {
    const auto input = key >= 0 ? contents.source(Content::Input) : nullptr;
    const auto info = input ? input->info() : std::nullopt;
    if (info) scale->ask({library.model().entry(key).image.file, *info, fs::is_directory(library.set().images) ? library.model().count() : 1});
}

void InspectPage::Parts::takeScale(const fs::path& place) {
    toldOfPixelSize = {};
    const auto kept = compare->viewport();
    contents.setImage(std::nullopt, true);  // Otherwise the micrograph stays on the screen as it was read.
    lookAgain();
    compare->setViewport(kept);
    onMessage = Action::None;
    message->tell(MessageBar::Kind::Information, tr("The pixel size of %1 is set. Views, training, predictions and exports use it from now on; the files stay as they are.").arg(text(place.filename())));
}

void InspectPage::Parts::tellOfPixelSize(const ImageInfo& info) {
    const std::pair now(library.set().images, library.predictor());
    if (now.second.empty() || !library.card() || toldOfPixelSize == now || bar->options().matchPixelSize || run.isRunning()) return;
    const auto sentence = pixelSizeMismatch(library.model().entry(key).image.file.filename().string(), info.pixelSize, library.card()->pixelSize);
    if (sentence.empty()) return;
    toldOfPixelSize = now;
    onMessage = Action::MatchPixelSize;
    message->tell(MessageBar::Kind::Warning, text(sentence), tr("Predict at the model's pixel size"));
}

void InspectPage::Parts::matchPixelSize() {
    auto options = bar->options();
    options.matchPixelSize = true;
    bar->setOptions(options);
    message->hide();
    predict({key});
}

void InspectPage::Parts::updateActions() {
    const int images = library.model().count();
    bar->setCounts(images, list->selectedCount(), images > 0);
    compare->setCanPredict(images > 0 && !run.isRunning());
}

std::vector<int> InspectPage::Parts::allKeys() const {
    std::vector<int> keys(static_cast<std::size_t>(const_cast<Parts*>(this)->library.model().count()));
    std::iota(keys.begin(), keys.end(), 0);
    return keys;
}

void InspectPage::Parts::predictWhatIsMissing() {
    if (predictMissing <= 0 || library.isLooking() || library.model().count() == 0) return;
    const auto most = static_cast<std::size_t>(std::exchange(predictMissing, 0));
    std::vector<int> keys;
    for (int row = 0; row < library.model().count() && keys.size() < most; ++row)
        if (const int at = library.model().keyAt(row); library.output(at).empty()) keys.push_back(at);
    if (!session.isBusy()) predict(keys);
}

void InspectPage::Parts::predict(const std::vector<int>& keys) {
    if (keys.empty() || keys.front() < 0) return;
    onMessage = Action::ChooseModel;
    if (library.predictor().empty())
        return message->tell(MessageBar::Kind::Information, tr("Choose a model first; it can be a training run or a model file."), tr("Choose a model…"));
    onMessage = Action::None;
    if (session.isBusy())
        return message->tell(MessageBar::Kind::Information,
                             tr("Another job is running, and this computer does one at a time. Predict again when it has finished, or stop it on its page."));
    PredictionRun::Request request;
    try {
        request.model = modelFile(library.predictor());
        request.predictions = library.makePredictionsFolder();
    } catch (const std::exception& problem) {
        return message->tell(MessageBar::Kind::Problem, text(std::string(problem.what())));
    }
    request.options = bar->options();
    request.keys = keys;
    for (const int at : keys) request.entries.push_back(library.model().entry(at));
    if (!run.start(request)) return;
    message->hide();
    library.model().setWaiting(keys);
    updateActions();
}

void InspectPage::Parts::endPrediction(const Outcome& outcome, int done, int failed) {
    bar->showIdle();
    auto& model = library.model();
    const auto reason = text(outcome.message);
    for (int at = 0; at < model.count(); ++at) {
        if (model.state(at) != State::Waiting && model.state(at) != State::Running) continue;
        if (outcome.result == RunOutcome::Failed) model.setState(at, State::Failed, reason);
        else model.setState(at, library.output(at).empty() ? State::None : State::Predicted);
    }
    updateActions();
    lookAgain();
    onMessage = Action::None;
    if (outcome.result == RunOutcome::Failed) message->tell(MessageBar::Kind::Problem, reason);
    else if (failed > 0) message->tell(MessageBar::Kind::Warning, tr("%1 images were predicted, %2 failed; the list says why.").arg(done).arg(failed));
    else if (outcome.result == RunOutcome::Stopped) message->tell(MessageBar::Kind::Information, tr("Cancelled. %1 images were predicted and are kept.").arg(done));
}

void InspectPage::Parts::chooseImages() {
    const auto folder = QFileDialog::getExistingDirectory(&page, tr("Which images?"));
    if (!folder.isEmpty()) page.openImages(toPath(folder));
}

void InspectPage::Parts::chooseTruth() {
    const auto folder = QFileDialog::getExistingDirectory(&page, tr("Where are the labels or clean images?"));
    if (!folder.isEmpty()) library.openTargets(toPath(folder));
}

void InspectPage::Parts::chooseResults() {
    const auto folder = QFileDialog::getExistingDirectory(&page, tr("Where are the predictions?"));
    if (!folder.isEmpty()) library.addResults(toPath(folder));
}

void InspectPage::Parts::chooseModel() {
    const auto file = QFileDialog::getOpenFileName(&page, tr("Which model?"), {}, tr("Models (*.safetensors)"));
    if (!file.isEmpty()) useModel(toPath(file));
}

void InspectPage::Parts::fillOthers() {
    auto* menu = bar->otherMenu();
    menu->clear();
    const auto names = library.otherNames();
    for (const auto& name : names) {
        auto* action = menu->addAction(name, this, [this, name] { library.chooseOther(name); });
        action->setCheckable(true);
        action->setChecked(name == library.other() || (library.other().isEmpty() && name == names.first()));
    }
    if (names.isEmpty()) menu->addAction(tr("No other model has predicted these images yet."))->setEnabled(false);
}

void InspectPage::Parts::useModel(const fs::path& model) {
    bar->setModel(model);
    library.setPredictor(model);
    showFacts();
}

}  // namespace gano
