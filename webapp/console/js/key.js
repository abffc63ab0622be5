const NAME = 'talaria.key';

/** The API key of this tab. It is forgotten with the tab, and read by nothing but requests to this server. */
export const key = {
  get: () => sessionStorage.getItem(NAME) ?? '',
  set: value => sessionStorage.setItem(NAME, value),
  forget: () => sessionStorage.removeItem(NAME),
};
