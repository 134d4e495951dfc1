// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/train/model_card.h"
#include "ui/view/background.h"
#include "ui/inspect/contents.h"
#include "ui/inspect/image_list_model.h"
#include "ui/inspect/image_set.h"
#include "ui/inspect/outputs.h"

namespace gano {

/// The images that are looked at with what models made of them: finds them, pairs them with their truth, finds results of
/// earlier predictions, and scores these, all away from the interface thread.
class ImageLibrary : public QObject {
    Q_OBJECT
public:
    explicit ImageLibrary(QObject* parent = nullptr);

    ImageListModel& model() { return model_; }
    const ImageSet& set() const { return *set_; }

    void openImages(const std::filesystem::path& place);
    void openTargets(const std::filesystem::path& folder);
    /// `images`: where the run's images went; empty: as in the run.
    void openRun(const std::filesystem::path& run, const std::filesystem::path& images = {});
    void cancel();
    bool isLooking() const { return finder_.isBusy(); }
    /// Again, from the same places.
    void reload();

    void setPredictor(const std::filesystem::path& runOrFile);
    const std::filesystem::path& predictor() const { return predictor_; }
    const std::optional<ModelCard>& card() const { return card_; }
    void setOthers(const std::vector<std::filesystem::path>& models);
    void addResults(const std::filesystem::path& folder);
    std::filesystem::path run() const { return run_; }

    /// What belongs to an image. `frame` counts for rows that stand for all frames of a file.
    Inspected inspected(int key, int frame) const;
    OutputFiles output(int key, int frame = 0) const;
    /// Where new predictions go; made when missing. Throws Error.
    std::filesystem::path makePredictionsFolder();
    void noteWritten(int key, const std::vector<std::filesystem::path>& written);
    /// The next image to be scored, because it is looked at.
    void hurry(int key);
    MetricList mean();  ///< While many are being scored, up to a moment old.
    /// Other models with results for these images, and the one whose results are shown.
    QStringList otherNames() const;
    void chooseOther(const QString& name);
    QString other() const { return other_; }

Q_SIGNALS:
    void loading(const QString& sentence, qint64 done, qint64 total);
    void loaded();
    void failed(const QString& sentence, bool imagesMissing);
    void warned(const QString& sentence, bool targetsMissing);
    void resultsChanged();
    void scored(int key);

private:
    struct Index;
    using Find = std::function<ImageSet(const GoOn&)>;
    void find(const QString& sentence, Find work);
    void take(const std::shared_ptr<const ImageSet>& set);
    void index();
    void indexOthers();
    void takeIndex(const std::shared_ptr<Index>& index);
    void queueScores();
    void scoreNext();

    ImageListModel model_;
    std::shared_ptr<const ImageSet> set_ = std::make_shared<ImageSet>();
    std::filesystem::path predictor_, run_;
    std::optional<ModelCard> card_;
    std::vector<std::filesystem::path> others_, extra_;
    ResultFolder own_;
    std::vector<ResultFolder> earlier_;  ///< Chosen by the user; before `own_` until something new is predicted.
    bool earlierFirst_ = true;
    std::vector<std::pair<QString, ResultFolder>> otherResults_;
    QString other_;
    std::deque<int> toScore_;
    MetricList mean_;
    QElapsedTimer meanAge_;
    Find again_;
    QString againSentence_;
    Background finder_{1}, indexer_{1}, othersFinder_{1}, scorer_{1};
};

}  // namespace gano
