// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/run_events.h"
#include "ui/inspect/image_set.h"
#include "ui/view/thumbnails.h"

namespace gano {

/// The images of a set by name or score, with their state and a thumbnail of those that are looked at.
///
/// A "key" is an image's place in the set, whatever the sorting; rows are keys in the sorted order.
class ImageListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum class Sorting { Name, BestFirst, WorstFirst };
    enum class State { None, Predicted, Waiting, Running, Failed };
    enum Role { StateRole = Qt::UserRole + 1, ScoreRole, PartRole, UnreadableRole, KeyRole, ReasonRole };

    explicit ImageListModel(QObject* parent = nullptr);

    /// Shared, because a copy of a hundred thousand makes the window wait.
    using Entries = std::shared_ptr<const std::vector<InspectEntry>>;
    void setEntries(Entries entries);
    const InspectEntry& entry(int key) const { return (*entries_)[static_cast<std::size_t>(key)]; }
    int count() const { return static_cast<int>(entries_->size()); }
    int keyAt(int row) const { return order_[static_cast<std::size_t>(row)]; }
    int rowOf(int key) const { return rows_[static_cast<std::size_t>(key)]; }

    State state(int key) const { return facts_[static_cast<std::size_t>(key)].state; }
    void setState(int key, State state, const QString& reason = {});
    void setWaiting(const std::vector<int>& keys);  ///< Except those at work.
    void setStates(const std::vector<State>& states);  ///< One per entry; scores are forgotten.
    const MetricList& scores(int key) const { return facts_[static_cast<std::size_t>(key)].scores; }
    void setScores(int key, const MetricList& scores);
    int scored() const { return scored_; }

    void setSorting(Sorting sorting);
    Sorting sorting() const { return sorting_; }
    /// New scores do not move rows under the cursor while they arrive; this sorts again.
    void sortAgain();

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct Facts {
        State state = State::None;
        MetricList scores;
        QString reason;
    };
    void changed(int key);
    std::vector<int> sortedKeys() const;
    QString nameOf(const InspectEntry& entry) const;
    QString toolTipOf(int key) const;

    Entries entries_ = std::make_shared<std::vector<InspectEntry>>();
    std::vector<Facts> facts_;
    std::vector<int> order_, rows_;
    Sorting sorting_ = Sorting::Name;
    int scored_ = 0;
    mutable Thumbnails thumbnails_;
};

}  // namespace gano
