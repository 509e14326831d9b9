import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './shell/App';
import { vouchForStyles } from './shell/styleNonce';
import './shell/base.css';
import './parts/parts.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
vouchForStyles();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
