import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { ServicesProvider, startServices } from './app/services.ts';
import { restoreTheme } from './app/theme.ts';
import './styles/all.css';

restoreTheme();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ServicesProvider value={startServices()}>
      <App />
    </ServicesProvider>
  </StrictMode>,
);
