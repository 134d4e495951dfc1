// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

class QComboBox;
class QLabel;
class QListView;

namespace gano {

class ImageListModel;

/// The images on the left: how many, sorted how, and one of them shown.
class ImageList : public QWidget {
    Q_OBJECT
public:
    explicit ImageList(ImageListModel& model, QWidget* parent = nullptr);

    int current() const;  ///< Key; -1: none.
    void setCurrent(int key);
    void step(int by);    ///< To the next (1) or the one before (-1) in the order shown.
    std::vector<int> selected() const;  ///< Keys in the order shown.
    int selectedCount() const;
    void takeFocus();
    void updateCounts();

Q_SIGNALS:
    void currentChanged(int key);
    void selectionChanged();

private:
    void sort();

    ImageListModel& model_;
    QListView* view_;
    QComboBox* sorting_;
    QLabel* count_;
};

}  // namespace gano
