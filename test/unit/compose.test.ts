// docker-compose.yml against the rules of the compose specification that this file leans on, and against the program; the
// Dockerfile against what the program is built from.
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const duration = z.string().regex(/^(\d+(us|ms|s|m|h))+$/);
const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])]).rest(z.string()),
    interval: duration,
    timeout: duration,
    retries: z.number().int().positive(),
    start_period: duration.optional(),
  }),
]);
const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
/** Names and forms of https://github.com/compose-spec/compose-spec/blob/main/05-services.md [doc] */
const service = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  restart: z.enum(['no', 'always', 'unless-stopped', 'on-failure']),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: healthcheck.optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
  stop_grace_period: duration.optional(),
});
const schema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

describe('docker-compose.yml', () => {
  const compose = schema.parse(parse(text('docker-compose.yml'), { uniqueKeys: true, strict: true }));
  const all = Object.entries(compose.services);
  const ours = all.filter(([, { build }]) => build !== undefined);

  it('has the two stores, the migration, the server and the workers', () => {
    expect(Object.keys(compose.services)).to.have.members([
      'postgres',
      'redis',
      'migrate',
      'serve',
      'worker',
    ]);
  });

  it('waits only for services that exist, and for health only where health is checked', () => {
    for (const [name, { depends_on: needs }] of all) {
      for (const [other, need] of Object.entries(needs)) {
        const found = compose.services[other];
        expect(found, `${name} needs ${other}`).not.to.equal(undefined);
        if (need.condition === 'service_healthy') expect(found?.healthcheck, other).to.have.property('test');
        if (need.condition === 'service_completed_successfully') expect(found?.restart).to.equal('no');
      }
    }
  });

  it('starts the server and the workers only once the database is migrated and Redis answers', () => {
    for (const name of ['serve', 'worker']) {
      const needs = compose.services[name]?.depends_on;
      expect(needs?.['migrate']?.condition).to.equal('service_completed_successfully');
      expect(needs?.['redis']?.condition).to.equal('service_healthy');
    }
    expect(compose.services['migrate']?.depends_on['postgres']?.condition).to.equal('service_healthy');
  });

  it('runs a Redis that drops no job and outlives a restart', () => {
    const command = compose.services['redis']?.command?.join(' ') ?? '';
    expect(command).to.include('--maxmemory-policy noeviction');
    expect(command).to.include('--appendonly yes');
  });

  it('keeps what the stores hold in volumes that are declared', () => {
    for (const name of ['postgres', 'redis']) {
      const volumes = compose.services[name]?.volumes ?? [];
      expect(volumes).to.have.length(1);
      for (const volume of volumes) expect(compose.volumes).to.have.property(volume.split(':')[0] ?? '');
    }
  });

  it('mounts PostgreSQL 18 where that image keeps its data', () => {
    // From 18 on the image keeps it in a folder per version below this one. [doc]
    expect(compose.services['postgres']?.image).to.match(/^postgres:18/);
    expect(compose.services['postgres']?.volumes[0]).to.match(/:\/var\/lib\/postgresql$/);
  });

  it('shows no port to other machines', () => {
    for (const [, { ports }] of all) for (const port of ports) expect(port).to.match(/^127\.0\.0\.1:/);
  });

  it('holds no secret itself: each is asked for', () => {
    for (const [name, { environment }] of all) {
      const secrets = Object.entries(environment).filter(([key]) => /PASSWORD|SECRET|KEY/.test(key));
      for (const [key, value] of secrets) expect(value, `${name} ${key}`).to.match(/^\$\{/);
      if (environment['DATABASE_URL'] !== undefined)
        expect(environment['DATABASE_URL']).to.match(/:\/\/\w+:\$\{/);
    }
    const asked = text('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g);
    const example = text('.env.example');
    for (const [, name = ''] of asked) expect(example).to.match(new RegExp(`^#? ?${name}=`, 'm'));
  });

  it('runs one image in all its services, with the same database and queue', () => {
    const environments = ours.map(([, { environment }]) => [
      environment['DATABASE_URL'],
      environment['REDIS_URL'],
    ]);
    expect(new Set(ours.map(([, { image }]) => image)).size).to.equal(1);
    expect(new Set(environments.map(String)).size).to.equal(1);
    for (const [, { environment }] of ours) expect(environment['DATABASE_URL']).to.include('@postgres:5432/');
  });

  it('runs under a login that owns nothing; only the migration knows the owner', () => {
    const ownerOf = (name: string) => compose.services[name]?.environment['KOPPEL_MIGRATE_DATABASE_URL'];
    const loginOf = (url = '') => /:\/\/(\w+):/.exec(url)?.[1];
    const owner = compose.services['postgres']?.environment['POSTGRES_USER'];
    expect(loginOf(ownerOf('migrate'))).to.equal(owner);
    for (const [name, { environment }] of ours)
      expect(loginOf(environment['DATABASE_URL']), name).to.equal('koppel_runtime');
    for (const name of ['serve', 'worker']) expect(ownerOf(name), name).to.equal(undefined);
  });

  it('mounts a folder for watched exports where sources are read', () => {
    expect(compose.services['worker']?.volumes[0]).to.match(/:\/exports$/);
  });

  it('gives the running jobs time to end before a container is killed', () => {
    for (const name of ['serve', 'worker'])
      expect(parseInt(compose.services[name]?.stop_grace_period ?? '0', 10)).to.be.at.least(30);
  });

  it('names only commands that the program has', () => {
    const commands = ours.map(([, { command }]) => command?.[0] ?? '');
    expect(commands).to.have.members(['migrate', 'serve', 'worker']);
    const folder = join(ROOT, 'src/cli');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const program = files.map((file) => readFileSync(join(folder, file), 'utf8'));
    for (const command of commands) expect(program.join('\n')).to.match(new RegExp(`name: '${command}'`));
  });

  it('serves on all addresses of its container, which the image checks for health', () => {
    const { KOPPEL_HOST: host, KOPPEL_PORT: port } = compose.services['serve']?.environment ?? {};
    expect(host).to.equal('0.0.0.0');
    expect(compose.services['serve']?.ports[0]).to.match(new RegExp(`:${port ?? ''}$`));
    expect(text('Dockerfile')).to.match(/^HEALTHCHECK /m);
    for (const name of ['migrate', 'worker'])
      expect(compose.services[name]?.healthcheck).to.deep.equal({ disable: true });
  });
});

describe('Dockerfile', () => {
  const copied = [...text('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
    names.split(' '),
  );

  it('copies every folder that the program is built from', () => {
    const { include } = z
      .object({ include: z.array(z.string()) })
      .parse(JSON.parse(text('tsconfig.build.json')));
    expect(copied).to.include.members(include);
  });

  it('is given everything that it copies', () => {
    const [everything, ...given] = text('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).to.equal('*');
    expect(given.map((line) => line.replace(/^!/, ''))).to.have.members(copied);
  });
});
