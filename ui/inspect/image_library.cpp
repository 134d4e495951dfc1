// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/image_library.h"

#include <QElapsedTimer>
#include <algorithm>

#include "core/tasks/task.h"
#include "core/train/run_folder.h"
#include "ui/inspect/predict_bar.h"
#include "ui/inspect/scoring.h"
#include "ui/style/words.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

using State = ImageListModel::State;
constexpr int kTellMs = 100;

OutputFiles findIn(const std::vector<const ResultFolder*>& folders, const InspectEntry& entry, const ImageRef& image) {
    for (const auto* folder : folders)
        if (auto files = folder->find(image, entry.place); !files.empty()) return files;
    return {};
}

std::vector<const ResultFolder*> inOrder(const ResultFolder& own, const std::vector<ResultFolder>& earlier, bool earlierFirst) {
    std::vector<const ResultFolder*> folders;
    for (const auto& folder : earlier) folders.push_back(&folder);
    folders.insert(earlierFirst ? folders.end() : folders.begin(), &own);
    return folders;
}

}  // namespace

/// What is found about results of a set, on a worker thread.
struct ImageLibrary::Index {
    std::optional<ModelCard> card;
    std::string problem;
    ResultFolder own;
    std::vector<ResultFolder> earlier;
    std::vector<State> states;
};

ImageLibrary::ImageLibrary(QObject* parent) : QObject(parent) {}

void ImageLibrary::find(const QString& sentence, Find work) {
    again_ = work;
    againSentence_ = sentence;
    cancel();
    Q_EMIT loading(sentence, 0, 0);
    finder_.start([this, sentence, find = std::move(work)](const Background::Ticket& ticket) -> Background::Done {
        QElapsedTimer since;
        since.start();
        const auto goOn = [&](std::size_t done, std::size_t total) {
            if (since.elapsed() > kTellMs && !ticket.dropped()) {
                since.restart();
                Q_EMIT loading(sentence, static_cast<qint64>(done), static_cast<qint64>(total));
            }
            return !ticket.dropped();
        };
        try {
            const auto set = std::make_shared<const ImageSet>(find(goOn));
            return [this, set] { take(set); };
        } catch (const MissingImages& missing) {
            return [this, words = text(std::string(missing.what()))] { Q_EMIT failed(words, true); };
        } catch (const std::exception& problem) {
            return [this, words = text(std::string(problem.what()))] { Q_EMIT failed(words, false); };
        }
    });
}

void ImageLibrary::openImages(const fs::path& place) {
    run_.clear();
    extra_.clear();
    find(tr("Looking for images…"), [place](const GoOn& goOn) { return findImages(place, {}, goOn); });
}

void ImageLibrary::openTargets(const fs::path& folder) {
    // Images that are still being looked for are found first.
    const Find images = isLooking() && again_ ? again_ : Find([set = set_](const GoOn&) { return *set; });
    find(tr("Pairing images with their truth…"), [images, folder](const GoOn& goOn) {
        auto paired = images(goOn);
        paired.missingTargets.clear();
        pairWithTargets(paired, folder, goOn);
        return paired;
    });
}

void ImageLibrary::openRun(const fs::path& run, const fs::path& images) {
    run_ = run;
    extra_.clear();
    predictor_ = run;
    find(tr("Looking for the images of this run…"), [run, images](const GoOn& goOn) { return imagesOfRun(run, images, {}, goOn); });
}

void ImageLibrary::cancel() {
    finder_.drop();
    indexer_.drop();
    othersFinder_.drop();
    scorer_.drop();
    toScore_.clear();
}

void ImageLibrary::reload() {
    if (again_) find(againSentence_, again_);
}

void ImageLibrary::take(const std::shared_ptr<const ImageSet>& set) {
    set_ = set;
    own_ = {};
    earlier_.clear();
    otherResults_.clear();
    model_.setEntries({set, &set->entries});
    Q_EMIT loaded();
    if (!set->missingTargets.empty()) Q_EMIT warned(text(set->missingTargets), true);
    index();
}

void ImageLibrary::setPredictor(const fs::path& runOrFile) {
    if (predictor_ == runOrFile) return;
    // What the model before has made stays there to compare with.
    if (!predictor_.empty() && std::find(others_.begin(), others_.end(), predictor_) == others_.end()) others_.push_back(predictor_);
    predictor_ = runOrFile;
    earlierFirst_ = false;
    index();
}

void ImageLibrary::setOthers(const std::vector<fs::path>& models) {
    others_ = models;
    indexOthers();
}

void ImageLibrary::addResults(const fs::path& folder) {
    extra_.insert(extra_.begin(), folder);
    earlierFirst_ = true;
    index();
}

void ImageLibrary::index() {
    indexer_.drop();
    scorer_.drop();
    toScore_.clear();
    const auto set = set_;
    indexer_.start([this, set, model = predictor_, extra = extra_, first = earlierFirst_](const Background::Ticket& ticket) -> Background::Done {
        auto found = std::make_shared<Index>();
        try {
            if (!model.empty()) found->card = readModelCard(modelFile(model));
        } catch (const std::exception& problem) {
            found->problem = problem.what();
        }
        if (!set->images.empty() && !model.empty()) found->own = ResultFolder(predictionsFolder(model, set->images, false));
        for (const auto& folder : extra) found->earlier.emplace_back(folder);
        if (!set->images.empty() && fs::is_directory(set->images)) {
            ResultFolder among(set->images, false);
            if (!among.empty()) found->earlier.push_back(std::move(among));
        }
        const auto folders = inOrder(found->own, found->earlier, first);
        for (const auto& entry : set->entries) {
            if (ticket.dropped()) return {};
            found->states.push_back(findIn(folders, entry, entry.image).empty() ? State::None : State::Predicted);
        }
        return [this, found] { takeIndex(found); };
    });
}

void ImageLibrary::indexOthers() {
    othersFinder_.drop();
    othersFinder_.start([this, set = set_, model = predictor_, others = others_, own = own_, earlier = earlier_](const Background::Ticket&) -> Background::Done {
        std::vector<std::pair<QString, ResultFolder>> found;
        if (!earlier.empty() && !own.empty()) found.emplace_back(PredictBar::modelName(model), own);
        for (const auto& other : others) {
            if (other == model || set->images.empty()) continue;
            ResultFolder results(predictionsFolder(other, set->images, false));
            if (!results.empty()) found.emplace_back(PredictBar::modelName(other), std::move(results));
        }
        return [this, found] {
            otherResults_ = found;
            Q_EMIT resultsChanged();
        };
    });
}

void ImageLibrary::takeIndex(const std::shared_ptr<Index>& index) {
    card_ = index->card;
    own_ = std::move(index->own);
    earlier_ = std::move(index->earlier);
    for (int key = 0; key < model_.count(); ++key) {
        const auto state = model_.state(key);
        if (state == State::Waiting || state == State::Running) index->states[static_cast<std::size_t>(key)] = state;
    }
    model_.setStates(index->states);
    if (!index->problem.empty()) Q_EMIT warned(text(index->problem), false);
    Q_EMIT resultsChanged();
    queueScores();
    indexOthers();
}

OutputFiles ImageLibrary::output(int key, int frame) const {
    const auto& entry = model_.entry(key);
    auto image = entry.image;
    if (!entry.ownFrame) image.frame = frame;
    return findIn(inOrder(own_, earlier_, earlierFirst_), entry, image);
}

Inspected ImageLibrary::inspected(int key, int frame) const {
    const auto& entry = model_.entry(key);
    Inspected one;
    one.image = entry.image;
    one.truth = entry.truth;
    if (!entry.ownFrame) {
        one.image.frame = frame;
        if (one.truth && frame > 0) one.truth->frame = frame;
    }
    one.output = output(key, frame);
    for (const auto& [name, folder] : otherResults_) {
        if (!other_.isEmpty() && name != other_) continue;
        one.other = folder.find(one.image, entry.place);
        one.otherModel = name;
        if (!one.other.empty() && one.other.main() != one.output.main()) break;
        one.other = {};
    }
    one.labels = card_ && card_->task != "pretraining" ? task(card_->task).target == TargetKind::Labels : set_->labels;
    if (!one.output.empty()) one.labels = !one.output.labels.empty();
    return one;
}

QStringList ImageLibrary::otherNames() const {
    QStringList names;
    for (const auto& [name, folder] : otherResults_) names << name;
    names.removeDuplicates();
    return names;
}

void ImageLibrary::chooseOther(const QString& name) {
    other_ = name;
    Q_EMIT resultsChanged();
}

fs::path ImageLibrary::makePredictionsFolder() {
    const auto folder = predictionsFolder(predictor_, set_->images, true);
    if (own_.folder() != folder) own_ = ResultFolder(folder);
    earlierFirst_ = false;
    return folder;
}

void ImageLibrary::noteWritten(int key, const std::vector<fs::path>& written) {
    own_.add(written);
    model_.setScores(key, {});
    model_.setState(key, State::Predicted);
    if (model_.entry(key).truth) hurry(key);
}

void ImageLibrary::queueScores() {
    for (int key = 0; key < model_.count(); ++key)
        if (model_.entry(key).truth && model_.state(key) == State::Predicted && model_.scores(key).empty()) toScore_.push_back(key);
    scoreNext();
}

void ImageLibrary::hurry(int key) {
    if (!model_.entry(key).truth || model_.state(key) != State::Predicted || !model_.scores(key).empty()) return;
    std::erase(toScore_, key);
    toScore_.push_front(key);
    scoreNext();
}

void ImageLibrary::scoreNext() {
    if (scorer_.isBusy() || toScore_.empty()) return;
    const int key = toScore_.front();
    toScore_.pop_front();
    const auto entry = model_.entry(key);
    scorer_.start([this, key, entry, files = output(key)](const Background::Ticket& ticket) -> Background::Done {
        MetricList scores;
        QString reason;
        try {
            scores = scoreOutput(files, entry.image, *entry.truth, [&ticket] { return ticket.dropped(); });
        } catch (const std::exception& problem) {
            reason = text(std::string(problem.what()));
        }
        return [this, key, scores, reason] {
            model_.setScores(key, scores);
            if (!reason.isEmpty()) model_.setState(key, State::Predicted, reason);
            if (toScore_.empty()) model_.sortAgain();
            Q_EMIT scored(key);
            scoreNext();
        };
    });
}

MetricList ImageLibrary::mean() {
    constexpr int kOldMs = 500;
    if (meanAge_.isValid() && meanAge_.elapsed() < kOldMs && !toScore_.empty()) return mean_;
    meanAge_.start();
    std::vector<MetricList> all;
    for (int key = 0; key < model_.count(); ++key)
        if (!model_.scores(key).empty()) all.push_back(model_.scores(key));
    return mean_ = meanScores(all);
}

}  // namespace gano

#include "moc_image_library.cpp"
