/** What names of project files end in. */
export const PROJECT_ENDING = '.penumbra';
