/**
 * Returns an element. Text children become text nodes and never markup; absent children are left out. A property that begins with "on" is a
 * listener, one that the element knows is set as such, any other is an attribute; null and false leave it out.
 */
export function h(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    set(element, key, value);
  }
  element.append(...present(children));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** As h, for the elements of a picture; its properties are attributes. */
export function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined) {
      element.setAttribute(key, value);
    }
  }
  element.append(...present(children));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

function present(children) {
  return children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false && child !== '');
}

function set(element, key, value) {
  if (value === null || value === undefined || value === false && key !== 'checked') {
    return;
  }
  if (key.startsWith('on')) {
    element.addEventListener(key.slice(2).toLowerCase(), value);
  } else if (key === 'class') {
    element.className = value;
  } else if (key in element && !key.startsWith('aria') && key !== 'list' && key !== 'form' && key !== 'role') {
    element[key] = value;
  } else {
    element.setAttribute(key, value === true ? '' : value);
  }
}
