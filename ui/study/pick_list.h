// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>
#include <QStringList>

namespace gano {

/// A short list of which some are ticked, for example models. As high as what it holds, up to six rows.
class PickList : public QListWidget {
    Q_OBJECT
public:
    explicit PickList(QWidget* parent = nullptr);

    /// `id` is what ids() gives back. Adding one that is there already changes its words only.
    void add(const QString& id, const QString& words, const QString& help = {});
    /// Ticks these and no others; ids that are not in the list are ignored.
    void tick(const QStringList& ids);
    QStringList ticked() const;  ///< In the order of the list.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void edited();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QListWidgetItem* find(const QString& id) const;
    bool filling_ = false;
};

}  // namespace gano
