import { type Need, providePrograms } from '../../support/needs.ts';

const NEEDS: readonly Need[] = [
  { package: 'buildah', programs: ['buildah'], purpose: 'build the image' },
  { package: 'debootstrap', programs: ['debootstrap'], purpose: 'make the base of the image' },
  { package: 'iproute2', programs: ['ip'], purpose: 'give the image a network of its own' },
  { package: 'curl', programs: ['curl'], purpose: 'drive the image by a recipe' },
];

if (process.getuid?.() !== 0) {
  console.error('The test of the image mounts folders and makes namespaces: run it as root.');
  process.exit(1);
}
providePrograms(NEEDS);
