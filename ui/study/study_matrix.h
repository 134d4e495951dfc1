// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QTableView>
#include <optional>
#include <vector>

#include "ui/study/study_reading.h"

namespace gano {

/// Every training of a study: what is varied down, the seeds across.
class StudyMatrixModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// Share of the training that is done, 0 … 1, and its CellState as int.
    enum Role { PartRole = Qt::UserRole, StateRole };
    explicit StudyMatrixModel(QObject* parent = nullptr);

    void setCells(const std::vector<CellStatus>& cells);
    /// Within its epoch, between two readings: 0 … 1.
    void setPart(const std::string& cell, double part);
    /// Null for a place without a training.
    const CellStatus* cellAt(const QModelIndex& index) const;
    QModelIndex indexOf(const std::string& cell) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        QString name;
        std::vector<std::optional<std::size_t>> cells;  ///< Places in cells_, by seed.
    };
    std::vector<CellStatus> cells_;
    std::vector<Row> rows_;
    std::vector<int> seeds_;
    std::string partOf_;
    double part_ = 0.0;
};

/// The matrix with a thin bar in each training that is under way; a double click or Enter opens one.
class StudyMatrix : public QTableView {
    Q_OBJECT
public:
    explicit StudyMatrix(QWidget* parent = nullptr);

    StudyMatrixModel& cells() { return model_; }

Q_SIGNALS:
    void cellOpened(const gano::CellStatus& cell);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void open(const QModelIndex& index);
    StudyMatrixModel model_;
};

}  // namespace gano
