import { Eye, EyeOff, GripVertical, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import {
  Button,
  GridList,
  GridListItem,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  useDragAndDrop,
} from 'react-aria-components';
import type { Layer } from '../../../document/records.ts';
import { useIsLocked, usePhoto } from '../../state/current.ts';
import { addLayer, changeLayer, moveLayer, removeLayer } from '../../state/edit-layers.ts';
import { hold } from '../../state/hold.ts';
import { INTENT_NAMES, INTENTS, listedLayers } from '../../state/layers.ts';
import { useStore } from '../../state/store.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { NameField } from '../widgets/name-field.tsx';
import { percent, Slider } from '../widgets/slider.tsx';
import { IntentMark } from './intent-mark.tsx';

/** Layers of strokes over the photo, the highest first; the photo itself lies below and is never touched. */
export function LayerList() {
  const records = useStore((state) => state.records);
  const photo = usePhoto()?.id;
  const layers = useMemo(
    () => (photo === undefined ? [] : listedLayers(records, photo)),
    [records, photo],
  );
  const active = useStore(({ hand }) => hand.layer);
  const isLocked = useIsLocked();
  const chosen = layers.find(({ id }) => id === active);
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: isLocked,
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': `${key}` })),
    onReorder({ keys, target }) {
      const layer = layers.find(({ id }) => keys.has(id));
      // Dropped on itself, it has no place among the others.
      if (!layer || layer.id === target.key) return;
      const others = layers.filter(({ id }) => id !== layer.id);
      const place = others.findIndex(({ id }) => id === target.key);
      moveLayer(layer, place + (target.dropPosition === 'after' ? 1 : 0));
    },
  });
  return (
    <div className="layers">
      <div className="layers-head">
        <h3 className="quiet small">Layers</h3>
        <AddLayer isDisabled={isLocked} />
      </div>
      <GridList
        className="layer-list"
        aria-label="Layers"
        selectionMode="single"
        selectionBehavior="replace"
        disallowTypeAhead
        selectedKeys={chosen ? [chosen.id] : []}
        onSelectionChange={(keys) => {
          const next = layers.find(({ id }) => keys !== 'all' && keys.has(id));
          hold({ layer: next?.id ?? null });
        }}
        dragAndDropHooks={dragAndDropHooks}
        renderEmptyState={() => (
          <p className="layers-empty quiet small">
            Paint on the photo: the first stroke makes a layer. Light and shadow layers brighten and
            darken, instead of covering.
          </p>
        )}
        dependencies={[isLocked, layers]}
        items={layers}
      >
        {(layer) => <LayerRow layer={layer} isLocked={isLocked} />}
      </GridList>
      {chosen && (
        <Slider
          label="Layer opacity"
          value={chosen.opacity}
          min={0}
          max={1}
          step={0.05}
          format={percent}
          isDisabled={isLocked}
          onCommit={(opacity) => changeLayer(`Opacity ${percent(opacity)}`, chosen, { opacity })}
        />
      )}
    </div>
  );
}

function LayerRow({ layer, isLocked }: { readonly layer: Layer; readonly isLocked: boolean }) {
  const { id, name, intent, visible } = layer;
  const [isRenamed, setIsRenamed] = useState(false);

  function rename(next: string | null) {
    if (next && next !== name) changeLayer(`Rename to ${next}`, layer, { name: next });
    setIsRenamed(false);
  }

  return (
    <GridListItem
      id={id}
      textValue={name}
      className={`layer ${visible ? '' : 'hidden'}`}
      // A double click, or Enter.
      onAction={() => !isLocked && setIsRenamed(true)}
    >
      <Button slot="drag" className="layer-grip" aria-label={`Move ${name}`}>
        <GripVertical aria-hidden />
      </Button>
      <IntentMark intent={intent} />
      {!isRenamed ? (
        <span className="layer-name">{name}</span>
      ) : (
        <NameField
          className="layer-name"
          label={`New name of ${name}`}
          name={name}
          onDone={rename}
        />
      )}
      <IconButton
        label={visible ? `Hide ${name}` : `Show ${name}`}
        icon={visible ? Eye : EyeOff}
        isDisabled={isLocked}
        onPress={() => changeLayer(visible ? 'Hide' : 'Show', layer, { visible: !visible })}
      />
      <IconButton
        label={`Delete ${name} and its strokes`}
        icon={Trash2}
        isDisabled={isLocked}
        onPress={() => removeLayer(layer)}
      />
    </GridListItem>
  );
}

function AddLayer({ isDisabled }: { readonly isDisabled: boolean }) {
  return (
    <MenuTrigger>
      <IconButton label="New layer" icon={Plus} isDisabled={isDisabled} />
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu className="menu" aria-label="New layer for">
          {INTENTS.map((intent) => (
            <MenuItem key={intent} className="menu-item" onAction={() => addLayer(intent)}>
              <IntentMark intent={intent} />
              {INTENT_NAMES[intent]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
